//! Companies: where contacts work.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::decide::{Decide, Decision};
use crate::desk::Scope;
use crate::event::Fact;
use crate::id::CompanyId;
use crate::identifier::DomainName;
use crate::policy;
use crate::property::record_name;
use crate::rejection::Rejection;

/// A company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Its domain on the internet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<DomainName>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// How many events shaped it.
    pub version: u64,
}

/// Adds a company, or changes the one with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveCompany {
    /// The company.
    pub company: CompanyId,
    /// Its name.
    pub name: String,
    /// Its domain on the internet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<DomainName>,
}

impl Decide for SaveCompany {
    fn scope(&self) -> Scope {
        Scope { companies: [self.company].into(), ..Scope::default() }
    }

    fn decide(&self, decision: &mut Decision<'_>) -> Result<(), Rejection> {
        policy::may_edit_records(decision.setup(), decision.actor())?;
        let (company, domain, created_at) = (self.company, self.domain.clone(), decision.at());
        let name = record_name(&self.name)?;
        match decision.desk().companies.get(&company) {
            None => {
                let company = Company { id: company, name, domain, created_at, version: 1 };
                decision.record(Fact::CompanyCreated { company });
            }
            Some(before) if before.name == name && before.domain == domain => {}
            Some(_) => decision.record(Fact::CompanyChanged { company, name, domain }),
        }
        Ok(())
    }
}
