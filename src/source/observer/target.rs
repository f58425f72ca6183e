use std::fmt;

use crate::model::ServiceInstance;
use crate::name::{DomainName, DomainNameError, ServiceTypeLabels, presentation};

/// One service type, or one subtype of it, to look for under `local.`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowseTarget {
    /// The two labels of the type; they need not be legal, since illegal types are on the wire too.
    pub service_type: ServiceTypeLabels,
    /// The label of the subtype ([RFC 6763 §7.1](https://www.rfc-editor.org/rfc/rfc6763#section-7.1)).
    pub subtype: Option<Vec<u8>>,
}

impl BrowseTarget {
    /// The name whose PTR records are asked for.
    ///
    /// # Errors
    ///
    /// [`DomainNameError`] if a label is empty or too long for a name.
    pub fn to_domain_name(&self) -> Result<DomainName, DomainNameError> {
        let base = self.service_type.to_domain_name(&DomainName::local())?;
        match &self.subtype {
            Some(subtype) => base.prepend(b"_sub")?.prepend(subtype),
            None => Ok(base),
        }
    }

    /// Whether the instance is of this type, and of this subtype if one is meant; letter case is no difference.
    pub fn matches(&self, instance: &ServiceInstance) -> bool {
        let subtype_matches = self.subtype.as_ref().is_none_or(|subtype| {
            instance
                .subtypes()
                .iter()
                .any(|seen| seen.eq_ignore_ascii_case(subtype))
        });
        self.service_type == *instance.service_type() && subtype_matches
    }
}

impl fmt::Display for BrowseTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(subtype) = &self.subtype {
            write!(f, "{}._sub.", presentation::name_label(subtype))?;
        }
        write!(f, "{}", self.service_type)
    }
}
