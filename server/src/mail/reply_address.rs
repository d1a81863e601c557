//! Reply addresses: `support+token@desk.example`, so that an answer finds its conversation even when
//! the writer's mail program forgets which mail it answers (CNV-10).
//!
//! The token is signed with the instance's secret: nobody can make one for a conversation whose mails
//! they have not got.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sportello_domain::id::ConversationId;
use sportello_domain::identifier::EmailAddress;
use uuid::Uuid;

/// How much of the signature an address carries, in bytes. Guessing one takes 2^80 mails.
const SIGNATURE: usize = 10;

/// How long the part of an address before the `@` may be, in bytes (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL_PART: usize = 64;

/// What reply tokens are signed with.
#[derive(Clone)]
pub struct ReplyKey([u8; 32]);

impl ReplyKey {
    /// A key for reply tokens, from the instance's secret.
    pub fn of_secret(secret: &[u8]) -> Self {
        Self(signature(secret, &[b"sportello reply addresses, version 1"]))
    }

    /// The address to which answers to a conversation are sent. The channel's own where the token
    /// would make it too long.
    pub fn address(&self, channel: &EmailAddress, conversation: ConversationId) -> EmailAddress {
        let Some((name, domain)) = channel.as_str().rsplit_once('@') else { return channel.clone() };
        let id = conversation.uuid();
        let mut token = id.as_bytes().to_vec();
        token.extend(self.sign(id));
        let token = data_encoding::BASE32_NOPAD.encode(&token).to_ascii_lowercase();
        let local = format!("{name}+{token}");
        if MAX_LOCAL_PART < local.len() {
            return channel.clone();
        }
        format!("{local}@{domain}").parse().unwrap_or_else(|_| channel.clone())
    }

    /// The conversation that a reply address names, and the address without its token. None when it
    /// is no reply address, or was not made here.
    pub fn read(&self, address: &EmailAddress) -> Option<(ConversationId, EmailAddress)> {
        let (local, domain) = address.as_str().rsplit_once('@')?;
        let (name, token) = local.rsplit_once('+')?;
        let bytes = data_encoding::BASE32_NOPAD_NOCASE.decode(token.as_bytes()).ok()?;
        let (id, signed) = bytes.split_at_checked(16)?;
        let id = Uuid::from_slice(id).ok()?;
        if !equal(&self.sign(id), signed) {
            return None;
        }
        Some((id.into(), format!("{name}@{domain}").parse().ok()?))
    }

    fn sign(&self, conversation: Uuid) -> [u8; SIGNATURE] {
        let whole = signature(&self.0, &[conversation.as_bytes()]);
        std::array::from_fn(|index| whole.get(index).copied().unwrap_or_default())
    }
}

impl std::fmt::Debug for ReplyKey {
    /// Leaves the key out of every log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ReplyKey")
    }
}

/// HMAC-SHA256 (RFC 2104).
fn signature(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // A key of any length is a key: shorter ones are padded, longer ones hashed.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Compares without telling by its time how much was right.
fn equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).fold(0, |difference, (left, right)| difference | (left ^ right)) == 0
}

#[cfg(test)]
mod tests {
    use sportello_domain::testing::{address, conversation_id};

    use super::*;

    fn key() -> ReplyKey {
        ReplyKey::of_secret(b"a secret of the instance")
    }

    /// CNV-10
    #[test]
    fn a_reply_address_names_its_conversation() {
        let channel = address("support@desk.example");
        let reply_to = key().address(&channel, conversation_id(1));

        assert_eq!(key().read(&reply_to), Some((conversation_id(1), channel)));
        assert!(reply_to.as_str().starts_with("support+"));
    }

    /// CNV-10: a forged token names nothing.
    #[test]
    fn a_forged_reply_address_names_nothing() {
        let channel = address("support@desk.example");
        let genuine = key().address(&channel, conversation_id(1));
        let foreign = ReplyKey::of_secret(b"another secret").address(&channel, conversation_id(1));
        let transplanted = {
            let other = key().address(&channel, conversation_id(2));
            let (start, _) = other.as_str().split_at("support+".len() + 30);
            let (_, end) = genuine.as_str().split_at("support+".len() + 30);
            address(&format!("{start}{end}"))
        };

        for forged in
            [foreign, transplanted, channel, address("support+1@desk.example"), address("a+@b.example")]
        {
            assert_eq!(key().read(&forged), None, "{forged}");
        }
    }

    #[test]
    fn a_long_channel_address_stays_itself() {
        let channel = address("the-people-who-answer-questions@desk.example");

        assert_eq!(key().address(&channel, conversation_id(1)), channel);
    }
}
