use std::ops::Deref;

use crate::model::ServiceInstance;
use crate::name::presentation;

/// A service instance before a check.
#[derive(Clone, Debug)]
pub struct InstanceContext<'a> {
    /// The instance.
    pub instance: &'a ServiceInstance,
}

impl InstanceContext<'_> {
    /// The service type as text, escaped.
    pub fn type_text(&self) -> String {
        self.instance.service_type().to_string()
    }

    /// The instance name as text, escaped.
    pub fn instance_text(&self) -> String {
        presentation::unescaped_label(&self.instance.instance_octets()).to_string()
    }
}

impl Deref for InstanceContext<'_> {
    type Target = ServiceInstance;

    fn deref(&self) -> &Self::Target {
        self.instance
    }
}
