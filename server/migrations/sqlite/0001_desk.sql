-- Everything an instance keeps. Ids are UUIDs, times are microseconds since 1970, records are JSON.
-- The columns beside a record are what queries look for; the record is the truth.

-- One row: how far the events have come, and which configuration stands.
CREATE TABLE head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,
    setup_version INTEGER NOT NULL
) STRICT;
INSERT INTO head (id, sequence, setup_version) VALUES (1, 0, 0);

-- One row, written at the first start.
CREATE TABLE instance (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    setup TEXT NOT NULL,
    secret BLOB NOT NULL
) STRICT;

-- The last ticket number that was drawn.
CREATE TABLE ticket_number (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    drawn INTEGER NOT NULL
) STRICT;
INSERT INTO ticket_number (id, drawn) VALUES (1, 0);

-- An owner of all zeros is nobody: an index then treats unassigned tickets like anyone's. So is who created one.
-- Folded is how filters compare: without case.
-- The state is that of the status, `merged` for an archive, or `deleted` in the recycle bin.
-- The states of a ticket's conversations are `none`, `open`, `closed` or `both`.
CREATE TABLE tickets (
    id BLOB PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    pipeline BLOB NOT NULL,
    status BLOB NOT NULL,
    state TEXT NOT NULL,
    owner BLOB NOT NULL,
    priority INTEGER NOT NULL,
    source TEXT NOT NULL,
    folded_name TEXT NOT NULL,
    folded_category TEXT,
    created_by BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    close_date INTEGER,
    active_at INTEGER NOT NULL,
    contacted_at INTEGER,
    deleted_at INTEGER,
    conversation_states TEXT NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX tickets_by_activity ON tickets (active_at DESC, id DESC);
CREATE INDEX tickets_by_state ON tickets (state, active_at DESC, id DESC);
CREATE INDEX tickets_by_owner ON tickets (owner, state, active_at DESC, id DESC);
CREATE INDEX tickets_by_status ON tickets (status, active_at DESC, id DESC);
-- The other orders of lists; by number they have the column's own index.
CREATE INDEX tickets_by_creation ON tickets (state, created_at, id);
CREATE INDEX tickets_by_close_date ON tickets (state, COALESCE(close_date, 0), id);
CREATE INDEX tickets_by_name ON tickets (state, folded_name, id);
CREATE INDEX tickets_by_priority ON tickets (state, priority, id);
CREATE INDEX tickets_in_recycle_bin ON tickets (deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL;

-- To which ticket the number of one leads that was merged, however often.
CREATE TABLE merged_tickets (
    ticket BLOB PRIMARY KEY REFERENCES tickets (id),
    number INTEGER NOT NULL UNIQUE,
    merged_into BLOB NOT NULL REFERENCES tickets (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_teams (
    ticket BLOB NOT NULL REFERENCES tickets (id),
    team BLOB NOT NULL,
    PRIMARY KEY (ticket, team)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_teams_by_team ON ticket_teams (team, ticket);

CREATE TABLE ticket_followers (
    ticket BLOB NOT NULL REFERENCES tickets (id),
    user_id BLOB NOT NULL,
    PRIMARY KEY (ticket, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_followers_by_user ON ticket_followers (user_id, ticket);

-- Which records belong together, each pair once (ASH-09): the first is the one whose record keeps the association.
CREATE TABLE associations (
    holder BLOB NOT NULL,
    other BLOB NOT NULL,
    PRIMARY KEY (holder, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX associations_by_other ON associations (other, holder);

-- What one of a ticket's conversations has, at least: a channel, an owner. An owner of all zeros is nobody.
CREATE TABLE conversation_traits (
    ticket BLOB NOT NULL REFERENCES tickets (id),
    trait BLOB NOT NULL,
    PRIMARY KEY (ticket, trait)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_traits_by_trait ON conversation_traits (trait, ticket);

-- The properties that admins defined, and the description: what filters compare. A text is without case;
-- of several options that were chosen, each has a row.
CREATE TABLE ticket_values (
    ticket BLOB NOT NULL REFERENCES tickets (id),
    property TEXT NOT NULL,
    place INTEGER NOT NULL,
    text TEXT,
    number INTEGER,
    at INTEGER,
    PRIMARY KEY (ticket, property, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_values_by_property ON ticket_values (property, ticket);

-- How many tickets there are, kept in step with every change, so that no view counts rows.
CREATE TABLE ticket_counts (
    status BLOB NOT NULL,
    owner BLOB NOT NULL,
    pipeline BLOB NOT NULL,
    state TEXT NOT NULL,
    tickets INTEGER NOT NULL,
    PRIMARY KEY (status, owner)
) STRICT, WITHOUT ROWID;

CREATE TABLE read_marks (
    ticket BLOB NOT NULL REFERENCES tickets (id),
    user_id BLOB NOT NULL,
    read_up_to INTEGER NOT NULL,
    PRIMARY KEY (ticket, user_id)
) STRICT, WITHOUT ROWID;

-- Of a conversation in an inbox, `active_at` is when its newest message was written; of others it says nothing.
CREATE TABLE conversations (
    id BLOB PRIMARY KEY,
    ticket BLOB REFERENCES tickets (id),
    channel BLOB NOT NULL,
    inbox BLOB,
    started_at INTEGER NOT NULL,
    active_at INTEGER,
    state TEXT NOT NULL,
    place TEXT NOT NULL,
    placed_at INTEGER,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX conversations_by_ticket ON conversations (ticket);
CREATE INDEX conversations_by_time ON conversations (started_at DESC, id DESC);
CREATE INDEX conversations_without_ticket ON conversations (started_at DESC, id DESC)
    WHERE ticket IS NULL AND inbox IS NULL AND place = 'help_desk';
CREATE INDEX conversations_in_inbox ON conversations (inbox, state, active_at DESC, id DESC) WHERE inbox IS NOT NULL;
CREATE INDEX conversations_in_trash ON conversations (placed_at DESC, id DESC)
    WHERE ticket IS NULL AND place = 'trash';
CREATE INDEX conversations_in_spam ON conversations (placed_at DESC, id DESC) WHERE place = 'spam';

-- By `sort_name` people find them: the name without case and accents.
CREATE TABLE contacts (
    id BLOB PRIMARY KEY,
    sort_name TEXT NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX contacts_by_name ON contacts (sort_name, id);

-- Contacts that were deleted: nothing of them is listed, found or reached. Records that name them go on doing so.
CREATE TABLE deleted_contacts (
    id BLOB PRIMARY KEY,
    deleted_at INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE companies (
    id BLOB PRIMARY KEY,
    sort_name TEXT NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX companies_by_name ON companies (sort_name, id);

CREATE TABLE deals (
    id BLOB PRIMARY KEY,
    sort_name TEXT NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX deals_by_name ON deals (sort_name, id);

CREATE TABLE contact_identifiers (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    contact BLOB NOT NULL REFERENCES contacts (id),
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

-- Who wrote in which conversation.
CREATE TABLE conversation_contacts (
    contact BLOB NOT NULL,
    conversation BLOB NOT NULL REFERENCES conversations (id),
    PRIMARY KEY (contact, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_contacts_by_conversation ON conversation_contacts (conversation);

CREATE TABLE messages (
    id BLOB PRIMARY KEY,
    conversation BLOB NOT NULL REFERENCES conversations (id),
    kind TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    mail_id TEXT UNIQUE,
    version INTEGER NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation, written_at DESC, id DESC);

CREATE TABLE message_bodies (
    message BLOB PRIMARY KEY REFERENCES messages (id),
    text TEXT NOT NULL,
    html TEXT,
    -- What was written here and is formatted, as JSON; the text is made of it.
    formatted TEXT
) STRICT;

-- Whom comments mention, one row a comment and user. `position` is the comment's among the entries of its ticket: whoever
-- read up to there has read it.
CREATE TABLE mentions (
    user_id BLOB NOT NULL,
    message BLOB NOT NULL REFERENCES messages (id),
    ticket BLOB NOT NULL REFERENCES tickets (id),
    position INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_time ON mentions (user_id, at DESC, message DESC);
CREATE INDEX mentions_by_ticket ON mentions (user_id, ticket);

-- What is searched, one row a ticket, a message, a contact, a company and a deal: its different words, without case and accents. `source` is the
-- id of that record. To which ticket a message belongs is asked where it stands.
CREATE TABLE search_entries (
    id INTEGER PRIMARY KEY,
    source BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5 (
    words, content = 'search_entries', content_rowid = 'id', detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
);
CREATE TRIGGER search_entry_added AFTER INSERT ON search_entries BEGIN
    INSERT INTO search_index (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entries BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO search_index (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entries BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words);
END;

-- Files are stored before the order that brings their message; until it takes them they have none. Who stored one is
-- nobody where it came with a mail.
CREATE TABLE attachments (
    id BLOB PRIMARY KEY,
    message BLOB REFERENCES messages (id),
    stored_by BLOB,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    inline INTEGER NOT NULL CHECK (inline IN (0, 1)),
    content_id TEXT,
    size INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX attachments_by_message ON attachments (message);
CREATE INDEX attachments_that_wait ON attachments (stored_at) WHERE message IS NULL;

-- Outgoing messages that wait to be handed over. Written with the event that makes them wait.
CREATE TABLE outbox (
    message BLOB PRIMARY KEY REFERENCES messages (id),
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    error TEXT
) STRICT;
CREATE INDEX outbox_by_time ON outbox (next_at);

-- What happened. Rows are only ever added, and blanked when what they tell of is removed for good; the sequence has no gaps.
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    order_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    ticket BLOB,
    conversation BLOB,
    contact BLOB,
    kind TEXT NOT NULL,
    fact TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_ticket ON events (ticket, sequence);
-- A contact that was deleted or came back.
CREATE INDEX events_of_contacts ON events (contact, sequence) WHERE contact IS NOT NULL;
CREATE INDEX events_without_ticket ON events (conversation) WHERE ticket IS NULL;

-- Accepted orders, so that a repeated one gets its first answer.
CREATE TABLE orders (
    id BLOB PRIMARY KEY,
    digest BLOB NOT NULL,
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Every mail that was ever handed in, as it came, and what became of it.
CREATE TABLE mails (
    id BLOB PRIMARY KEY,
    channel BLOB NOT NULL,
    digest BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    fate TEXT NOT NULL,
    raw BLOB NOT NULL,
    UNIQUE (channel, digest)
) STRICT;
CREATE INDEX mails_by_time ON mails (received_at DESC, id DESC);
CREATE INDEX mails_by_state ON mails (state, received_at DESC, id DESC);

CREATE TABLE passwords (
    user_id BLOB PRIMARY KEY,
    hash TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    user_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE api_tokens (
    id BLOB PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id BLOB NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE failed_sign_ins (
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX failed_sign_ins_by_account ON failed_sign_ins (account, at);
CREATE INDEX failed_sign_ins_by_time ON failed_sign_ins (at);
