package seeds

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"lapak/internal/postgres"
)

// pastOrder is an order of the demo and when it was placed.
type pastOrder struct {
	ID     uuid.UUID
	Placed time.Time
	Pace   float64 // stretches eventHours
}

// moveIntoPast gives orders, and everything that belongs to them, the times of weeks ago. It is the one place that writes the tables
// of other packages, and changes nothing in them but times: a history cannot be made through
// services whose clock is the database's. Ends that are still ahead (of reservations, sessions, orders) move by the same span, so
// that they keep their order. Running it again gives the same times, but for those ends.
func moveIntoPast(ctx context.Context, db *sqlx.DB, past []pastOrder) error {
	ids, placed, paces := make([]uuid.UUID, len(past)), make([]time.Time, len(past)), make([]float64, len(past))
	for i, p := range past {
		ids[i], placed[i], paces[i] = p.ID, p.Placed, p.Pace
	}
	var events []string
	var hours []float64
	for event, after := range eventHours {
		events, hours = append(events, event), append(hours, after)
	}
	err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		const prepare = `
			CREATE TEMPORARY TABLE past ON COMMIT DROP AS
			SELECT g.id, t.placed, t.placed - g.created_at AS shift, t.pace
			FROM unnest($1::uuid[], $2::timestamptz[], $3::float8[]) AS t (id, placed, pace) JOIN order_groups g USING (id)`
		if _, err := tx.ExecContext(ctx, prepare, pq.Array(ids), pq.Array(placed), pq.Array(paces)); err != nil {
			return err
		}
		const history = `
			UPDATE order_events e SET at = past.placed + make_interval(secs => 3600 * o.hours * past.pace)
			FROM past, unnest($1::text[], $2::float8[]) AS o (event, hours)
			WHERE e.group_id = past.id AND e.event = o.event`
		if _, err := tx.ExecContext(ctx, history, pq.Array(events), pq.Array(hours)); err != nil {
			return err
		}
		for _, query := range pastTimes {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("move the demo's orders into the past: %w", err)
	}
	return nil
}

// moveDecisionsIntoPast dates the demo's shops that were decided on, and the messages about it, before the first order.
func moveDecisionsIntoPast(ctx context.Context, db *sqlx.DB, shops []uuid.UUID, at time.Time) error {
	const (
		messages = `
			UPDATE messages SET created_at = $2, sent_at = $2
			WHERE split_part(dedupe_key, ':', 1) = 'shop' AND split_part(dedupe_key, ':', 2) = ANY ($1::uuid[]::text[])`
		decided = `UPDATE shops SET created_at = $2, decided_at = $2 WHERE id = ANY ($1) AND decided_at IS NOT NULL`
	)
	err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, messages, pq.Array(shops), at); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, decided, pq.Array(shops), at)
		return err
	})
	if err != nil {
		return fmt.Errorf("move the decisions on the demo's shops into the past: %w", err)
	}
	return nil
}

// moveEvidenceIntoPast dates the demo's papers of export readiness, and the messages about them, by when they were handed in and decided.
func moveEvidenceIntoPast(ctx context.Context, db *sqlx.DB, papers []judged) error {
	const (
		prepare = `
			CREATE TEMPORARY TABLE papers ON COMMIT DROP AS
			SELECT id, submitted, nullif(decided, '0001-01-01T00:00:00Z') AS decided
			FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS p (id, submitted, decided)`
		evidence = `
			UPDATE export_evidence v SET submitted_at = p.submitted, decided_at = CASE WHEN v.decided_at IS NOT NULL THEN p.decided END
			FROM papers p WHERE v.id = p.id`
		messages = `
			UPDATE messages m SET created_at = p.decided, sent_at = p.decided
			FROM papers p WHERE split_part(m.dedupe_key, ':', 1) = 'evidence' AND split_part(m.dedupe_key, ':', 2) = p.id::text AND p.decided IS NOT NULL`
	)
	ids, submitted, decided := make([]uuid.UUID, len(papers)), make([]time.Time, len(papers)), make([]time.Time, len(papers))
	for i, p := range papers {
		ids[i], submitted[i], decided[i] = p.ID, p.Submitted, p.Decided
	}
	err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, prepare, pq.Array(ids), pq.Array(submitted), pq.Array(decided)); err != nil {
			return err
		}
		for _, query := range []string{evidence, messages} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("move the demo's papers into the past: %w", err)
	}
	return nil
}

// pastTimes follow the history (order_events) in everything that belongs to the orders of the table past.
var pastTimes = []string{
	`UPDATE shop_orders o SET
		created_at = past.placed, updated_at = coalesce((SELECT max(at) FROM order_events e WHERE e.shop_order_id = o.id), past.placed),
		accept_by = o.accept_by + past.shift, remind_at = o.remind_at + past.shift, send_by = o.send_by + past.shift
	FROM past WHERE o.group_id = past.id`,

	`UPDATE payments p SET
		created_at = past.placed, expires_at = p.expires_at + past.shift,
		paid_at = CASE WHEN p.paid_at IS NOT NULL THEN coalesce(paid.at, past.placed) END, updated_at = coalesce(paid.at, past.placed)
	FROM past LEFT JOIN LATERAL (SELECT min(at) AS at FROM order_events e WHERE e.group_id = past.id AND e.event = 'paid') paid ON true
	WHERE p.subject_kind = 'order_group' AND p.subject_id = past.id`,

	`UPDATE payments p SET created_at = paid.at, paid_at = paid.at, updated_at = paid.at
	FROM past JOIN shop_orders o ON o.group_id = past.id JOIN order_events paid ON paid.shop_order_id = o.id AND paid.event = 'paid_cash'
	WHERE p.subject_kind = 'shop_order' AND p.subject_id = o.id`,

	`UPDATE refunds r SET
		created_at = (SELECT max(at) FROM order_events e WHERE e.group_id = past.id AND e.event IN ('cancel', 'reject')),
		updated_at = (SELECT max(at) FROM order_events e WHERE e.group_id = past.id AND e.event IN ('cancel', 'reject', 'refund'))
	FROM past JOIN payments p ON p.subject_kind = 'order_group' AND p.subject_id = past.id WHERE r.payment_id = p.id`,

	`UPDATE ledger_transfers t SET at = p.paid_at
	FROM past JOIN shop_orders o ON o.group_id = past.id JOIN payments p ON p.subject_id IN (past.id, o.id)
	WHERE t.reference = p.id::text AND p.paid_at IS NOT NULL`,

	`UPDATE ledger_transfers t SET at = CASE t.kind WHEN 'refund' THEN r.updated_at ELSE r.created_at END
	FROM past JOIN payments p ON p.subject_id = past.id JOIN refunds r ON r.payment_id = p.id WHERE t.reference = r.id::text`,

	`UPDATE stock_movements m SET at = (
		SELECT min(e.at) FROM order_events e JOIN order_lines l ON l.shop_order_id = e.shop_order_id
		WHERE e.group_id = past.id AND l.variant_id = m.variant_id AND e.event = ANY (
			CASE m.reason WHEN 'returned' THEN '{cancel,reject}' ELSE '{paid,ship,collect,confirm}' END::text[]))
	FROM past WHERE m.reference = past.id::text AND m.reason IN ('sold', 'returned')`,

	`UPDATE stock_reservations r SET created_at = past.placed, expires_at = r.expires_at + past.shift FROM past WHERE r.reference = past.id`,

	`UPDATE carts c SET created_at = past.placed, updated_at = past.placed
	FROM past JOIN order_groups g USING (id) WHERE c.id = g.cart_id`,

	`UPDATE sandbox_sessions s SET
		created_at = past.placed, expires_at = s.expires_at + past.shift, paid_at = CASE WHEN s.paid_at IS NOT NULL THEN p.paid_at END
	FROM past JOIN payments p ON p.subject_id = past.id WHERE s.reference = p.id::text`,

	`UPDATE messages m SET created_at = sent.at, sent_at = sent.at
	FROM (
		SELECT m.id, coalesce(max(e.at), min(past.placed)) AS at
		FROM messages m
		JOIN past ON true LEFT JOIN shop_orders o ON o.group_id = past.id
		LEFT JOIN order_events e ON e.group_id = past.id AND e.event = CASE m.template
			WHEN 'order_paid' THEN 'paid' WHEN 'shop_order_new' THEN 'paid' WHEN 'order_accepted' THEN 'accept'
			WHEN 'order_rejected' THEN 'reject' WHEN 'order_shipped' THEN 'ship' WHEN 'order_ready' THEN 'ready'
			WHEN 'order_refunded' THEN 'refund' WHEN 'order_expired' THEN 'expire' WHEN 'shop_order_cancelled' THEN 'cancel' END
		WHERE split_part(m.dedupe_key, ':', 2) IN (past.id::text, o.id::text)
		GROUP BY m.id
	) sent WHERE m.id = sent.id`,

	`UPDATE order_groups g SET
		created_at = past.placed, expires_at = g.expires_at + past.shift,
		paid_at = CASE WHEN g.paid_at IS NOT NULL THEN coalesce((
			SELECT max(at) FROM order_events e WHERE e.group_id = past.id AND e.event IN ('paid', 'paid_cash')), past.placed) END
	FROM past WHERE g.id = past.id`,
}

// moveInquiryNoticesIntoPast dates the messages about the demo's inquiries by what they tell of.
func moveInquiryNoticesIntoPast(ctx context.Context, db *sqlx.DB) error {
	const query = `
		UPDATE messages n SET (created_at, sent_at) = (SELECT at, at FROM (VALUES (
			CASE WHEN n.template IN ('shop_inquiry_reminder', 'office_inquiry_overdue') THEN coalesce(said.answer_by, said.at) ELSE said.at END)) v (at))
		FROM (
			SELECT m.inquiry_id::text AS id, m.position::text AS position, m.at, i.answer_by
			FROM inquiry_messages m JOIN inquiries i ON i.id = m.inquiry_id WHERE i.email LIKE '%@' || $1
		) AS said
		WHERE n.template LIKE '%inquiry%' AND split_part(n.dedupe_key, ':', 2) = said.id AND split_part(n.dedupe_key, ':', 3) = said.position`
	return postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, query, buyersDomain)
		return err
	})
}

// moveHelpIntoPast dates the demo's messages about help and trainings by what they tell of.
func moveHelpIntoPast(ctx context.Context, db *sqlx.DB) error {
	const (
		help = `
			UPDATE messages m SET created_at = t.at, sent_at = t.at
			FROM (
				SELECT m.id, CASE m.template WHEN 'help_asked' THEN r.asked_at WHEN 'help_unmentored' THEN r.asked_at WHEN 'help_raised' THEN r.raised_at
					WHEN 'help_taken' THEN r.taken_at ELSE r.closed_at END AS at
				FROM messages m JOIN help_requests r ON split_part(m.dedupe_key, ':', 2) = r.id::text
				WHERE split_part(m.dedupe_key, ':', 1) = 'help'
			) t WHERE m.id = t.id`
		seats = `
			UPDATE messages m SET created_at = t.at, sent_at = t.at
			FROM (
				SELECT m.id, CASE m.template WHEN 'training_cancelled' THEN t.cancelled_at ELSE b.asked_at END AS at
				FROM messages m JOIN trainings t ON split_part(m.dedupe_key, ':', 2) = t.id::text
				JOIN training_bookings b ON b.training_id = t.id AND b.shop_id::text = split_part(m.dedupe_key, ':', 4)
				WHERE split_part(m.dedupe_key, ':', 1) = 'training'
			) t WHERE m.id = t.id`
	)
	err := postgres.Transact(ctx, db, func(tx *sqlx.Tx) error {
		for _, query := range []string{help, seats} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("move the demo's help into the past: %w", err)
	}
	return nil
}
