package postgres

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/lib/pq"
)

// maxStatements bounds what one connection keeps prepared; texts beyond it are planned at each call.
const maxStatements = 256

// remembering makes connections that prepare a statement with arguments once and keep it: planning costs more than running for most of
// ours, and lib/pq would plan each call anew.
type remembering struct{ driver.Connector }

func (c remembering) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := conn.(pqConn)
	if !ok {
		return conn, nil
	}
	return &rememberingConn{pqConn: full, known: map[string]statement{}}, nil
}

// pqConn is what a connection of lib/pq can do.
type pqConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type rememberingConn struct {
	pqConn
	known map[string]statement // by text; a connection serves one caller at a time
}

// QueryContext runs the prepared form of a query.
func (c *rememberingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	stmt, err := c.find(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.pqConn.QueryContext(ctx, query, args)
	}
	rows, err := stmt.QueryContext(ctx, args)
	c.forgetStale(query, err)
	return rows, err
}

// ExecContext runs the prepared form of a statement.
func (c *rememberingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	stmt, err := c.find(ctx, query, args)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return c.pqConn.ExecContext(ctx, query, args)
	}
	result, err := stmt.ExecContext(ctx, args)
	c.forgetStale(query, err)
	return result, err
}

// find gives the prepared statement of a text, or nil where it is better planned anew.
func (c *rememberingConn) find(ctx context.Context, query string, args []driver.NamedValue) (statement, error) {
	if len(args) == 0 || ctx.Value(planAnewKey{}) != nil {
		return nil, nil
	}
	if stmt, ok := c.known[query]; ok {
		return stmt, nil
	}
	if len(c.known) >= maxStatements {
		return nil, nil
	}
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(statement)
	if !ok {
		return nil, prepared.Close()
	}
	c.known[query] = stmt
	return stmt, nil
}

// forgetStale drops a statement whose tables were changed by a migration, so that the next call prepares it anew.
func (c *rememberingConn) forgetStale(query string, err error) {
	var refused *pq.Error
	if errors.As(err, &refused) && refused.Code == "0A000" { // cached plan must not change result type
		delete(c.known, query)
	}
}

type planAnewKey struct{}

// PlanAnew makes queries of the context planned with their values instead of once: for searches whose best plan depends on them.
func PlanAnew(ctx context.Context) context.Context {
	return context.WithValue(ctx, planAnewKey{}, true)
}
