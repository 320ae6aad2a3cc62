// Command run starts a private Postgres server for tests, runs the command given to it with the server's address in
// LAPAK_TEST_DATABASE_URL, and stops the server. It ends with the command's exit code.
//
//	go run ./internal/postgres/pgtest/run go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"lapak/internal/postgres/pgtest"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
	}
	os.Exit(code)
}

func run(command []string) (exitCode int, err error) {
	if len(command) == 0 {
		return 2, errors.New("usage: run COMMAND [ARGUMENT...]")
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	server, folder, err := pgtest.StartServer(ctx)
	if err != nil {
		return 1, err
	}
	defer func() {
		server.Stop()
		_ = os.RemoveAll(folder)
	}()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Env = append(os.Environ(), pgtest.ServerVariable+"="+server.DSN("postgres"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
