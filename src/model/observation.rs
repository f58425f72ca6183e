use crate::model::{Pointer, ReceivedMessage, Seen, ServiceInstance, SourceFile};

/// All that a source has to say: what the linter judges.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    /// Service instances, in the order in which they were first seen.
    pub instances: Vec<ServiceInstance>,
    /// PTR records that lead to no service instance: enumeration of types, and pointers that are wrong.
    pub pointers: Vec<Seen<Pointer>>,
    /// Messages, where the source has them.
    pub messages: Vec<ReceivedMessage>,
    /// Files, where the source reads such.
    pub files: Vec<SourceFile>,
}

impl From<ServiceInstance> for Observation {
    fn from(instance: ServiceInstance) -> Self {
        Self {
            instances: vec![instance],
            ..Self::default()
        }
    }
}
