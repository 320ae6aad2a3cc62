package payments

import (
	"github.com/jmoiron/sqlx"

	"lapak/internal/jobs"
)

// WaitingEvents is the inbox as its line sees it.
func WaitingEvents(db *sqlx.DB) jobs.Table[Received] { return waitingEvents{db} }
