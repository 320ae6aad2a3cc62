package main

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

// demoMall is one running small demo for all tests of this package; starting it is what a person would wait for.
var demoMall = sync.OnceValues(startDemo)

type runningDemo struct {
	base, data string
	stop       func() error
}

func startDemo() (*runningDemo, error) {
	data, err := makeDataFolder()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	command := demoCommand{Addr: "127.0.0.1:0", Data: data, Small: true, ready: func(base string) { ready <- base }}
	go func() { ended <- command.Run(ctx) }()
	demo := &runningDemo{data: data, stop: func() error { cancel(); return <-ended }}
	select {
	case demo.base = <-ready:
		return demo, nil
	case err := <-ended:
		cancel()
		return nil, err
	case <-time.After(2 * time.Minute):
		cancel()
		return nil, errors.New("the demo was not ready within two minutes")
	}
}

func demoFor(t *testing.T) *runningDemo {
	t.Helper()
	demo, err := demoMall()
	if err != nil {
		t.Fatal(err)
	}
	return demo
}
