//! Spans of time as people write them on a command line.

use std::time::Duration;

/// The longest span that is understood: a day.
const MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `500ms`, `2s`, `1.5s`, `1m` or `1h`; a number alone is in seconds.
///
/// # Errors
///
/// A sentence with the value and what is expected.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    let refused = || {
        let text = crate::name::presentation::text(text.as_bytes());
        format!(
            "`{text}` is not a time such as `500ms`, `2s` or `1m`, above zero and at most 24 hours"
        )
    };
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
    let number = text.trim_end_matches(|c: char| !is_of_number(c));
    let unit = text.strip_prefix(number).unwrap_or_default();
    let seconds_in_unit = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(refused()),
    };
    let is_number =
        number.chars().all(is_of_number) && number.starts_with(|c: char| c.is_ascii_digit());
    let number: f64 = number
        .parse()
        .ok()
        .filter(|_| is_number)
        .ok_or_else(refused)?;
    let duration = Duration::try_from_secs_f64(number * seconds_in_unit).map_err(|_| refused())?;
    if duration.is_zero() || duration > MAX {
        Err(refused())
    } else {
        Ok(duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read() {
        let read = [
            ("500ms", 500),
            ("2s", 2_000),
            ("1.5s", 1_500),
            ("3", 3_000),
            ("1m", 60_000),
            ("24h", 86_400_000),
        ];
        for (text, milliseconds) in read {
            assert_eq!(
                parse_duration(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "", "s", "0", "0ms", "-1s", "1 s", "1d", "1e9", ".5s", "1..5s", "25h", "inf", "nan",
            "1s2",
        ] {
            let error = parse_duration(text).expect_err(text);
            assert!(
                error.starts_with(&format!("`{text}` is not a time such as")),
                "{error}"
            );
        }
    }
}
