/// A TXT record, with what deserves to be said of it.
///
/// Each is judged by a test: a valid one deserves nothing at warning or above, an invalid one exactly what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// The strings of the TXT record.
    pub txt: Vec<Vec<u8>>,
    /// The service type, where the schema covers several and the first is not meant.
    pub service: Option<String>,
    /// The instance name, where it matters.
    pub instance: Option<String>,
    /// The subtypes, where they matter.
    pub subtypes: Vec<String>,
    /// The port, where it matters.
    pub port: Option<u16>,
    /// The profiles that are asked for.
    pub profiles: Vec<String>,
    /// The rule that must find something, by code or name; `None` for a valid example.
    pub finding: Option<String>,
    /// The key that the finding is about.
    pub key: Option<String>,
    /// Where the example comes from, or what is wrong with it.
    pub note: Option<String>,
}
