package embedded

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a child that is killed by the kernel when this process dies.
type process struct {
	pid    int
	signal func(os.Signal) error
	done   chan struct{} // closed when the child has ended; err is valid then
	err    error

	mu   sync.Mutex
	tail []string
}

// startProcess starts the child on an operating-system thread of its own and keeps that thread until the child ends: the kernel's
// parent-death signal is tied to the thread that forked, not to the process.
func startProcess(path string, args []string, user *credential, log *slog.Logger) (*process, error) {
	p := &process{done: make(chan struct{})}
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = "/" // this process's folder may be closed to the server's user
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdout, cmd.Stderr = in, in
	cmd.SysProcAttr = childAttributes(user)
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		defer close(p.done)
		err := cmd.Start()
		_ = in.Close()
		if err == nil {
			p.pid, p.signal = cmd.Process.Pid, cmd.Process.Signal
		}
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		_ = out.Close()
		return nil, err
	}
	go p.readLines(out, log)
	return p, nil
}

func (p *process) readLines(out io.ReadCloser, log *slog.Logger) {
	defer func() { _ = out.Close() }()
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		log.LogAttrs(context.Background(), slog.LevelDebug, "postgres", slog.String("line", lines.Text()))
		p.mu.Lock()
		p.tail = append(p.tail, lines.Text())
		if len(p.tail) > 8 {
			p.tail = p.tail[1:]
		}
		p.mu.Unlock()
	}
	_, _ = io.Copy(io.Discard, out) // a line over 1 MiB must not block the server
}

// lastLines is what the child said last, for an error.
func (p *process) lastLines() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.tail, " | ")
}

// stop asks for a fast shutdown, then for an immediate one, then kills.
func (p *process) stop(patience time.Duration) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = p.signal(sig) // it may have ended already
		select {
		case <-p.done:
			return
		case <-time.After(patience):
		}
	}
	<-p.done
}
