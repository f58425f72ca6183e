//! Days of the calendar.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::calendar_date;

/// Days from 1970-01-01 to 9999-12-31.
const LAST_DAY: u64 = 2_932_896;

/// A day of the Gregorian calendar, in UTC, from 0000-01-01 to 9999-12-31.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; `None` where the text is none such or the calendar has no such day.
    ///
    /// ```
    /// use dnssd_check::source::Date;
    ///
    /// assert_eq!(Date::parse("2024-02-29").map(|date| date.to_string()).as_deref(), Some("2024-02-29"));
    /// assert_eq!(Date::parse("2025-02-29"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| -> Option<u16> {
            let part = parts.next()?;
            let is_number =
                part.len() == digits && part.bytes().all(|octet| octet.is_ascii_digit());
            is_number.then(|| part.parse().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        (exists && parts.next().is_none()).then_some(Self { year, month, day })
    }

    /// The day that it is now, by the system's clock; its first day is 1970-01-01.
    pub fn today() -> Self {
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        Self::of_day(i64::try_from(seconds / 86_400).unwrap_or(i64::MAX))
    }

    /// How many days it is until `later`; below zero where that is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        later.day_number() - self.day_number()
    }

    /// The day after so many days since 1970-01-01.
    fn of_day(number: i64) -> Self {
        let days = u64::try_from(number).unwrap_or_default().min(LAST_DAY);
        let (year, month, day) = calendar_date(days);
        let small = |part| u8::try_from(part).expect("months and days are small numbers");
        Self {
            year: u16::try_from(year).expect("the last day is one of 9999"),
            month: small(month),
            day: small(day),
        }
    }

    /// Days since the first day of the year 0.
    fn day_number(self) -> i64 {
        let years = i64::from(self.year);
        // Leap years before this one; the year 0 is one.
        let leap_years = match years - 1 {
            before if before < 0 => 0,
            before => before / 4 - before / 100 + before / 400 + 1,
        };
        let months: i64 = (1..self.month)
            .map(|month| i64::from(days_in_month(self.year, month)))
            .sum();
        years * 365 + leap_years + months + i64::from(self.day) - 1
    }
}

impl fmt::Display for Date {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn only_days_of_the_calendar_are_read() {
        for text in ["0000-01-01", "1970-01-01", "2000-02-29", "9999-12-31"] {
            assert_eq!(date(text).to_string(), text);
        }
        for text in [
            "",
            "2025",
            "2025-08",
            "2025-8-07",
            "2025-13-01",
            "2025-00-01",
            "2025-04-31",
            "1900-02-29",
            "2025-08-07-",
            "+025-08-07",
            "2025-08-07T00:00",
            "２025-08-07",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(date("2025-08-07").days_until(date("2025-08-07")), 0);
        assert_eq!(date("2023-12-31").days_until(date("2025-01-01")), 367);
        assert_eq!(date("1900-02-28").days_until(date("1900-03-01")), 1);
        assert_eq!(date("0000-01-01").days_until(date("0001-01-01")), 366);
        assert_eq!(date("2025-01-02").days_until(date("2025-01-01")), -1);
        assert_eq!(date("1970-01-01").days_until(date("2026-11-23")), 20_780);
    }

    #[test]
    fn a_number_of_days_is_a_date() {
        let epoch = date("1970-01-01");
        for text in ["1970-01-01", "2000-02-29", "2024-12-31", "2026-11-23"] {
            assert_eq!(Date::of_day(epoch.days_until(date(text))).to_string(), text);
        }
        assert_eq!(Date::of_day(i64::MAX).to_string(), "9999-12-31");
    }
}
