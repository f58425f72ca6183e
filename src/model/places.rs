use crate::model::Origin;

/// Where the parts of an instance stand, in a source that writes them apart.
///
/// SRV records, PTR records and hosts have an origin of their own: that of the element or line which states port, subtype or
/// host. What stands here is what they don't tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The instance name.
    pub name: Option<Origin>,
    /// The service type.
    pub service_type: Option<Origin>,
    /// The strings of each TXT record, in the order of the records and strings.
    pub txt_strings: Vec<Vec<Origin>>,
}

impl Places {
    /// The string of this number, counted from 0, of a TXT record.
    pub fn txt_string(&self, record: usize, string: usize) -> Option<&Origin> {
        self.txt_strings.get(record)?.get(string)
    }
}
