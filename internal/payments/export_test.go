package payments

import (
	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
)

// WaitingEvents is the inbox as its line sees it.
func WaitingEvents(db *sqlx.DB) jobs.Table[uuid.UUID] { return waitingEvents{db} }
