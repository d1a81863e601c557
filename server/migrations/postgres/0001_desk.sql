-- Everything an instance keeps. Ids are UUIDs, times are microseconds since 1970, records are JSON.
-- The columns beside a record are what queries look for; the record is the truth.

-- One row: how far the events have come, and which configuration stands.
CREATE TABLE head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL,
    setup_version BIGINT NOT NULL
);
INSERT INTO head (id, sequence, setup_version) VALUES (1, 0, 0);

-- One row, written at the first start.
CREATE TABLE instance (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    setup TEXT NOT NULL,
    secret BYTEA NOT NULL
);

-- The last ticket number that was drawn.
CREATE TABLE ticket_number (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    drawn BIGINT NOT NULL
);
INSERT INTO ticket_number (id, drawn) VALUES (1, 0);

-- An owner of all zeros is nobody: an index then treats unassigned tickets like anyone's. So is who created one.
-- Folded is how filters compare: without case.
-- The state is that of the status, `merged` for an archive, or `deleted` in the recycle bin.
-- The states of a ticket's conversations are `none`, `open`, `closed` or `both`.
CREATE TABLE tickets (
    id UUID PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    pipeline UUID NOT NULL,
    status UUID NOT NULL,
    state TEXT NOT NULL,
    owner UUID NOT NULL,
    priority BIGINT NOT NULL,
    source TEXT NOT NULL,
    folded_name TEXT COLLATE "C" NOT NULL,
    folded_category TEXT,
    created_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    close_date BIGINT,
    active_at BIGINT NOT NULL,
    contacted_at BIGINT,
    deleted_at BIGINT,
    conversation_states TEXT NOT NULL,
    version BIGINT NOT NULL,
    record TEXT NOT NULL
);
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
    ticket UUID PRIMARY KEY REFERENCES tickets (id),
    number BIGINT NOT NULL UNIQUE,
    merged_into UUID NOT NULL REFERENCES tickets (id)
);

CREATE TABLE ticket_teams (
    ticket UUID NOT NULL REFERENCES tickets (id),
    team UUID NOT NULL,
    PRIMARY KEY (ticket, team)
);
CREATE INDEX ticket_teams_by_team ON ticket_teams (team, ticket);

CREATE TABLE ticket_followers (
    ticket UUID NOT NULL REFERENCES tickets (id),
    user_id UUID NOT NULL,
    PRIMARY KEY (ticket, user_id)
);
CREATE INDEX ticket_followers_by_user ON ticket_followers (user_id, ticket);

-- Which records belong together, each pair once (ASH-09): the first is the one whose record keeps the association.
CREATE TABLE associations (
    holder UUID NOT NULL,
    other UUID NOT NULL,
    PRIMARY KEY (holder, other)
);
CREATE INDEX associations_by_other ON associations (other, holder);

-- What one of a ticket's conversations has, at least: a channel, an owner. An owner of all zeros is nobody.
CREATE TABLE conversation_traits (
    ticket UUID NOT NULL REFERENCES tickets (id),
    trait UUID NOT NULL,
    PRIMARY KEY (ticket, trait)
);
CREATE INDEX conversation_traits_by_trait ON conversation_traits (trait, ticket);

-- The properties that admins defined, and the description: what filters compare. A text is without case;
-- of several options that were chosen, each has a row.
CREATE TABLE ticket_values (
    ticket UUID NOT NULL REFERENCES tickets (id),
    property TEXT NOT NULL,
    place BIGINT NOT NULL,
    text TEXT,
    number BIGINT,
    at BIGINT,
    PRIMARY KEY (ticket, property, place)
);
CREATE INDEX ticket_values_by_property ON ticket_values (property, ticket);

-- How many tickets there are, kept in step with every change, so that no view counts rows.
CREATE TABLE ticket_counts (
    status UUID NOT NULL,
    owner UUID NOT NULL,
    pipeline UUID NOT NULL,
    state TEXT NOT NULL,
    tickets BIGINT NOT NULL,
    PRIMARY KEY (status, owner)
);

CREATE TABLE read_marks (
    ticket UUID NOT NULL REFERENCES tickets (id),
    user_id UUID NOT NULL,
    read_up_to BIGINT NOT NULL,
    PRIMARY KEY (ticket, user_id)
);

-- Of a conversation in an inbox, `active_at` is when its newest message was written; of others it says nothing.
CREATE TABLE conversations (
    id UUID PRIMARY KEY,
    ticket UUID REFERENCES tickets (id),
    channel UUID NOT NULL,
    inbox UUID,
    started_at BIGINT NOT NULL,
    active_at BIGINT,
    state TEXT NOT NULL,
    place TEXT NOT NULL,
    placed_at BIGINT,
    version BIGINT NOT NULL,
    record TEXT NOT NULL
);
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
    id UUID PRIMARY KEY,
    sort_name TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX contacts_by_name ON contacts (sort_name, id);

-- Contacts that were deleted: nothing of them is listed, found or reached. Records that name them go on doing so.
CREATE TABLE deleted_contacts (
    id UUID PRIMARY KEY,
    deleted_at BIGINT NOT NULL,
    record TEXT NOT NULL
);

CREATE TABLE companies (
    id UUID PRIMARY KEY,
    sort_name TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX companies_by_name ON companies (sort_name, id);

CREATE TABLE deals (
    id UUID PRIMARY KEY,
    sort_name TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX deals_by_name ON deals (sort_name, id);

CREATE TABLE contact_identifiers (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    contact UUID NOT NULL REFERENCES contacts (id),
    PRIMARY KEY (kind, value)
);

-- Who wrote in which conversation.
CREATE TABLE conversation_contacts (
    contact UUID NOT NULL,
    conversation UUID NOT NULL REFERENCES conversations (id),
    PRIMARY KEY (contact, conversation)
);
CREATE INDEX conversation_contacts_by_conversation ON conversation_contacts (conversation);

CREATE TABLE messages (
    id UUID PRIMARY KEY,
    conversation UUID NOT NULL REFERENCES conversations (id),
    kind TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    mail_id TEXT UNIQUE,
    version BIGINT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX messages_by_conversation ON messages (conversation, written_at DESC, id DESC);

CREATE TABLE message_bodies (
    message UUID PRIMARY KEY REFERENCES messages (id),
    text TEXT NOT NULL,
    html TEXT,
    -- What was written here and is formatted, as JSON; the text is made of it.
    formatted TEXT
);

-- Whom comments mention, one row a comment and user. `position` is the comment's among the entries of its ticket: whoever
-- read up to there has read it.
CREATE TABLE mentions (
    user_id UUID NOT NULL,
    message UUID NOT NULL REFERENCES messages (id),
    ticket UUID NOT NULL REFERENCES tickets (id),
    position BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, message)
);
CREATE INDEX mentions_by_time ON mentions (user_id, at DESC, message DESC);
CREATE INDEX mentions_by_ticket ON mentions (user_id, ticket);

-- What is searched, one row a ticket, a message, a contact, a company and a deal: its different words, without case and accents. `source` is the
-- id of that record. To which ticket a message belongs is asked where it stands.
CREATE TABLE search_entries (
    id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    source UUID NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    lexemes TSVECTOR NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
);
CREATE INDEX search_entries_by_lexeme ON search_entries USING gin (lexemes);

-- Files are stored before the order that brings their message; until it takes them they have none. Who stored one is
-- nobody where it came with a mail.
CREATE TABLE attachments (
    id UUID PRIMARY KEY,
    message UUID REFERENCES messages (id),
    stored_by UUID,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    inline BIGINT NOT NULL CHECK (inline IN (0, 1)),
    content_id TEXT,
    size BIGINT NOT NULL,
    stored_at BIGINT NOT NULL,
    bytes BYTEA NOT NULL
);
CREATE INDEX attachments_by_message ON attachments (message);
CREATE INDEX attachments_that_wait ON attachments (stored_at) WHERE message IS NULL;

-- Outgoing messages that wait to be handed over. Written with the event that makes them wait.
CREATE TABLE outbox (
    message UUID PRIMARY KEY REFERENCES messages (id),
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    error TEXT
);
CREATE INDEX outbox_by_time ON outbox (next_at);

-- What happened. Rows are only ever added, and blanked when what they tell of is removed for good; the sequence has no gaps.
CREATE TABLE events (
    sequence BIGINT PRIMARY KEY,
    order_id UUID NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    ticket UUID,
    conversation UUID,
    contact UUID,
    kind TEXT NOT NULL,
    fact TEXT NOT NULL
);
CREATE INDEX events_by_ticket ON events (ticket, sequence);
-- A contact that was deleted or came back.
CREATE INDEX events_of_contacts ON events (contact, sequence) WHERE contact IS NOT NULL;
CREATE INDEX events_without_ticket ON events (conversation) WHERE ticket IS NULL;

-- Accepted orders, so that a repeated one gets its first answer.
CREATE TABLE orders (
    id UUID PRIMARY KEY,
    digest BYTEA NOT NULL,
    first_sequence BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    at BIGINT NOT NULL
);

-- Every mail that was ever handed in, as it came, and what became of it.
CREATE TABLE mails (
    id UUID PRIMARY KEY,
    channel UUID NOT NULL,
    digest BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    fate TEXT NOT NULL,
    raw BYTEA NOT NULL,
    UNIQUE (channel, digest)
);
CREATE INDEX mails_by_time ON mails (received_at DESC, id DESC);
CREATE INDEX mails_by_state ON mails (state, received_at DESC, id DESC);

CREATE TABLE passwords (
    user_id UUID PRIMARY KEY,
    hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BYTEA PRIMARY KEY,
    user_id UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE api_tokens (
    id UUID PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    user_id UUID NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE failed_sign_ins (
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX failed_sign_ins_by_account ON failed_sign_ins (account, at);
CREATE INDEX failed_sign_ins_by_time ON failed_sign_ins (at);
