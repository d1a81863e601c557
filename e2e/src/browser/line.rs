//! The line between browser and server: cut, held back, put right again.

use thirtyfour::cdp::domains::fetch;
use thirtyfour::cdp::domains::network::{EmulateNetworkConditions, NetworkConditions};

use super::Browser;
use crate::trouble::Trouble;

impl Browser {
    /// Cuts the line: nothing goes out, nothing comes in, and the browser knows it.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn cut_line(&self) -> Result<(), Trouble> {
        self.conditions(NetworkConditions { offline: true, ..NetworkConditions::default() }).await
    }

    /// Mends the line.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn mend_line(&self) -> Result<(), Trouble> {
        self.conditions(NetworkConditions::default()).await
    }

    /// Holds every order back in the browser, so that the server cannot have answered it.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn hold_orders(&self) -> Result<(), Trouble> {
        let orders = fetch::RequestPattern {
            url_pattern: Some("*/api/v1/commands*".to_owned()),
            ..fetch::RequestPattern::default()
        };
        let enable = fetch::Enable { patterns: Some(vec![orders]), handle_auth_requests: None };
        self.driver.cdp().send(enable).await?;
        Ok(())
    }

    /// Lets the orders go that were held back.
    ///
    /// # Errors
    ///
    /// When the browser does not answer.
    pub async fn release_orders(&self) -> Result<(), Trouble> {
        self.driver.cdp().send(fetch::Disable).await?;
        Ok(())
    }

    async fn conditions(&self, conditions: NetworkConditions) -> Result<(), Trouble> {
        let cdp = self.driver.cdp();
        cdp.network().enable().await?;
        cdp.send(EmulateNetworkConditions::from(conditions)).await?;
        Ok(())
    }
}
