-- What is looked up by dancer, and what is listed by its end.

CREATE INDEX likes_of_dancer ON likes (dancer, liked_at);
CREATE INDEX poll_votes_of_dancer ON poll_votes (dancer);
CREATE INDEX tempo_votes_of_dancer ON tempo_votes (dancer);
CREATE INDEX sessions_ended ON sessions (ended_at, session_id) WHERE ended_at IS NOT NULL;
