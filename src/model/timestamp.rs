use std::fmt;
use std::time::Duration;

/// A time since the beginning of 1970, shown as [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) has it, in UTC and with
/// microseconds: `2026-11-28T09:04:12.000000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(pub Duration);

/// Seconds of a day; leap seconds are not counted, as in POSIX.
const DAY: u64 = 86_400;

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let (year, month, day) = calendar_date(seconds / DAY);
        let (hour, minute, second) = (seconds % DAY / 3_600, seconds % 3_600 / 60, seconds % 60);
        let micros = self.0.subsec_micros();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"
        )
    }
}

/// Year, month and day of the Gregorian calendar so many days after 1970-01-01.
///
/// Counted in eras of 400 years, each of which has 146,097 days, and in years that begin in March, so that the leap day is the
/// last of its year.
pub(crate) const fn calendar_date(days: u64) -> (u64, u64, u64) {
    let since_era_zero = days + 719_468;
    let era = since_era_zero / 146_097;
    let day_of_era = since_era_zero % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + (month <= 2) as u64;
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(seconds: u64) -> String {
        Timestamp(Duration::from_secs(seconds)).to_string()
    }

    #[test]
    fn times_are_those_of_the_calendar() {
        assert_eq!(shown(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(shown(951_782_400), "2000-02-29T00:00:00.000000Z");
        assert_eq!(shown(1_709_251_199), "2024-02-29T23:59:59.000000Z");
        assert_eq!(shown(4_107_542_400), "2100-03-01T00:00:00.000000Z");
        assert_eq!(shown(1_795_856_652), "2026-11-28T09:04:12.000000Z");
    }

    #[test]
    fn no_time_overflows() {
        assert!(Timestamp(Duration::MAX).to_string().ends_with('Z'));
    }
}
