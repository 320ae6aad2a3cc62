package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"

	"lapak/internal/postgres"
)

// floorArgument makes this program a floor: `bench floor ADDR DATABASE_URL`.
const floorArgument = "floor"

// startFloors starts this program twice more: one floor answers from memory, the other from the mall's database.
func (m *mall) startFloors(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for _, floor := range []**process{&m.static, &m.selects} {
		addr, err := freeAddr()
		if err != nil {
			return err
		}
		if *floor, err = startProcess(ctx, addr, "/readyz", self, floorArgument, addr, m.url); err != nil {
			return err
		}
	}
	return nil
}

// serveFloor answers PUT /static/{name} by keeping the body and GET by giving it, and GET /select/{statement} with the rows of a statement.
func serveFloor(ctx context.Context) error {
	addr, url := os.Args[2], os.Args[3]
	db, err := postgres.Open(ctx, postgres.Config{URL: url, MaxConns: clients})
	if err != nil {
		return err
	}
	defer db.Close()
	engine := gin.New()
	engine.GET("/readyz", func(c *gin.Context) { c.Status(http.StatusOK) })
	kept := map[string][]byte{}
	engine.PUT("/static/:name", func(c *gin.Context) { kept[c.Param("name")], _ = c.GetRawData() }) // before the first GET
	engine.GET("/static/:name", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", kept[c.Param("name")]) })
	if err := addSelects(ctx, engine, db); err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: engine, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func addSelects(ctx context.Context, engine *gin.Engine, db *sqlx.DB) error {
	for name, query := range floorStatements {
		stmt, err := db.PreparexContext(ctx, query)
		if err != nil {
			return fmt.Errorf("floor %s: %w", name, err)
		}
		engine.GET("/select/"+name, func(c *gin.Context) {
			var args []any
			if strings.Contains(query, "$1") {
				args = append(args, c.Query("v"))
			}
			answer, err := rowsOf(c.Request.Context(), name, stmt, args)
			if err != nil {
				c.String(http.StatusInternalServerError, err.Error())
				return
			}
			c.JSON(http.StatusOK, answer)
		})
	}
	return nil
}

func rowsOf(ctx context.Context, name string, stmt *sqlx.Stmt, args []any) (any, error) {
	if name == "detail" {
		var one detail
		err := stmt.GetContext(ctx, &one, args...)
		return one, err
	}
	var items []item
	err := stmt.SelectContext(ctx, &items, args...)
	return map[string]any{"items": items, "next_cursor": json.RawMessage("null")}, err
}
