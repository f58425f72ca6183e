use std::cell::OnceCell;
use std::ops::Deref;

use crate::model::ServiceInstance;
use crate::name::presentation;
use crate::rule::vocabulary::Vocabulary;
use crate::schema::Schemas;

/// A service instance before a check, with what it is judged by.
#[derive(Clone, Debug)]
pub struct InstanceContext<'a> {
    /// The instance.
    pub instance: &'a ServiceInstance,
    schemas: &'a Schemas,
    profiles: &'a [String],
    others: &'a [ServiceInstance],
    /// Found when the first check asks, for all checks of the instance.
    vocabulary: OnceCell<Option<Vocabulary<'a>>>,
}

impl<'a> InstanceContext<'a> {
    /// An instance by itself, judged by these schemas and by the profiles of these names.
    pub const fn new(
        instance: &'a ServiceInstance,
        schemas: &'a Schemas,
        profiles: &'a [String],
    ) -> Self {
        Self {
            instance,
            schemas,
            profiles,
            others: &[],
            vocabulary: OnceCell::new(),
        }
    }

    /// The same among others that were seen; the instance itself may be one of them.
    #[must_use]
    pub const fn among(mut self, others: &'a [ServiceInstance]) -> Self {
        self.others = others;
        self
    }

    /// The service type as text, escaped.
    pub fn type_text(&self) -> String {
        self.instance.service_type().to_string()
    }

    /// The instance name as text, escaped.
    pub fn instance_text(&self) -> String {
        presentation::unescaped_label(&self.instance.instance_octets()).to_string()
    }

    /// The other instances that were seen.
    pub(crate) fn others(&self) -> impl Iterator<Item = &'a ServiceInstance> {
        let own = &self.instance.name;
        self.others.iter().filter(move |other| other.name != *own)
    }

    /// The profiles that were asked for.
    pub(crate) const fn profiles(&self) -> &'a [String] {
        self.profiles
    }

    /// The schema of the service type with the TXT records looked up in it; `None` where nobody says anything of the type.
    ///
    /// A schema speaks where there is one, the registration otherwise.
    pub(crate) fn vocabulary(&self) -> Option<&Vocabulary<'a>> {
        self.vocabulary
            .get_or_init(|| Vocabulary::of(self.instance, self.schemas))
            .as_ref()
    }
}

impl Deref for InstanceContext<'_> {
    type Target = ServiceInstance;

    fn deref(&self) -> &Self::Target {
        self.instance
    }
}
