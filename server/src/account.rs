//! Passwords and tokens: how they are made and checked. Where they are kept is the store's.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use sha2::{Digest, Sha256};

use crate::entropy::Entropy;

/// The fewest characters that a password has.
pub const SHORTEST_PASSWORD: usize = 12;

/// The hash of no password at all. Whoever names an unknown account waits for it to be compared,
/// as long as anyone else does.
pub const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$\
                                AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// It is too easy to guess.
    #[error("a password has at least {min} characters")]
    TooShort {
        /// The fewest characters it has.
        min: usize,
    },
    /// It cannot be hashed: it has more bytes than argon2 takes.
    #[error("the password cannot be hashed")]
    Unhashable,
}

/// A new secret token: 256 random bits as text. It is shown once; its [`token_hash`] is stored.
pub fn new_token(entropy: &Entropy) -> String {
    let [first, second] = [(); 2].map(|()| u128::from_be_bytes(entropy.bytes()));
    format!("{first:032x}{second:032x}")
}

/// The hash under which a token is stored. A token has so much randomness that a fast hash is enough.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Hashes a password with argon2id, in PHC form. Takes tens of milliseconds: not for the threads
/// that serve requests.
///
/// # Errors
///
/// [`PasswordFault`].
pub fn hash_password(password: &str, entropy: &Entropy) -> Result<String, PasswordFault> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(PasswordFault::TooShort { min: SHORTEST_PASSWORD });
    }
    let salt = entropy.bytes::<16>();
    let hash = argon2id().hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash: PasswordHash| hash.to_string()).map_err(|_| PasswordFault::Unhashable)
}

/// Whether a password is the one that was hashed. Takes as long as hashing it.
pub fn verify_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2id().verify_password(password.as_bytes(), &hash).is_ok())
}

/// 19 MiB, two passes, one lane: what OWASP recommends for argon2id.
fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn entropy() -> Entropy {
        Entropy::of_the_system(Clock::of_the_machine())
    }

    #[test]
    fn only_the_hashed_password_is_accepted() {
        let hash = hash_password("quattro gatti neri", &entropy()).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify_password("quattro gatti neri", &hash));
        assert!(!verify_password("quattro gatti nerI", &hash));
        assert!(!verify_password("quattro gatti neri", "not a hash"));
    }

    #[test]
    fn the_same_password_has_another_hash_each_time() {
        let hashes = [(); 2].map(|()| hash_password("quattro gatti neri", &entropy()).unwrap());
        assert_ne!(hashes[0], hashes[1]);
    }

    #[test]
    fn short_password_is_refused() {
        assert_eq!(hash_password("corto", &entropy()), Err(PasswordFault::TooShort { min: 12 }));
    }

    #[test]
    fn nobodys_hash_costs_as_much_as_anyones_and_fits_no_password() {
        let parsed = PasswordHash::new(NOBODYS_HASH).unwrap();
        assert_eq!(Params::try_from(&parsed).unwrap().m_cost(), Params::DEFAULT.m_cost());
        assert!(!verify_password("", NOBODYS_HASH));
    }

    #[test]
    fn tokens_are_unique_and_their_hash_is_stable() {
        let (a, b) = (new_token(&entropy()), new_token(&entropy()));
        assert_ne!(a, b);
        assert_eq!(a.len(), 64);
        assert_eq!(token_hash(&a), token_hash(&a));
        assert_ne!(token_hash(&a), token_hash(&b));
    }
}
