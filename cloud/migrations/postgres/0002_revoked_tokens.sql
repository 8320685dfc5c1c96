-- Nodes look for the tokens that were revoked lately, so that a socket that was let in with one is told.

CREATE INDEX tokens_revoked ON tokens (revoked_at) WHERE revoked_at IS NOT NULL;
