package ui

import (
	"context"
	"sync"
)

// Tasks runs work away from the UI goroutine and brings results back to it.
// Nothing of it runs on after Close.
type Tasks struct {
	ctx      context.Context
	cancel   context.CancelFunc
	dispatch func(func())
	running  sync.WaitGroup

	mu     sync.Mutex
	closed bool
}

// NewTasks makes Tasks whose results go through dispatch: fyne.Do in the
// program, a queue in tests.
func NewTasks(ctx context.Context, dispatch func(func())) *Tasks {
	ctx, cancel := context.WithCancel(ctx)
	return &Tasks{ctx: ctx, cancel: cancel, dispatch: dispatch}
}

// Go runs work in the background. The function that work returns, if any, then
// runs on the UI goroutine, unless the tasks were closed meanwhile.
func (t *Tasks) Go(work func(ctx context.Context) func()) { t.start(t.ctx, work) }

func (t *Tasks) start(ctx context.Context, work func(ctx context.Context) func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	t.running.Add(1)
	go func() {
		defer t.running.Done()
		if show := work(ctx); show != nil {
			t.show(show)
		}
	}()
}

// show runs on the UI goroutine what a finished work has to show.
func (t *Tasks) show(show func()) {
	t.dispatch(func() {
		if t.ctx.Err() == nil {
			show()
		}
	})
}

// Close cancels what runs and waits until it has ended. Work that must not be
// lost does not listen to its context.
func (t *Tasks) Close() {
	t.mu.Lock()
	t.closed = true
	t.mu.Unlock()
	t.cancel()
	t.running.Wait()
}

// Latest runs one kind of work of which only the newest counts: a new one
// cancels the one before it, whose result is dropped however late it comes. It
// is used from the UI goroutine only.
type Latest struct {
	Tasks      *Tasks
	generation int
	cancel     context.CancelFunc
}

// Go cancels the work before it and runs work as Tasks.Go does.
func (l *Latest) Go(work func(ctx context.Context) func()) {
	l.Stop()
	ctx, cancel := context.WithCancel(l.Tasks.ctx)
	l.cancel = cancel
	mine := l.generation
	l.Tasks.start(ctx, func(ctx context.Context) func() {
		show := work(ctx)
		if show == nil {
			return nil
		}
		return func() {
			if mine == l.generation {
				show()
			}
		}
	})
}

// Now runs work at once, on the caller's goroutine. It is for the time before
// there is a window that could wait.
func (l *Latest) Now(work func(ctx context.Context) func()) {
	l.Stop()
	if show := work(l.Tasks.ctx); show != nil {
		show()
	}
}

// Stop cancels the work that runs and drops its result.
func (l *Latest) Stop() {
	l.generation++
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}

// Queue runs work one after the other in the order in which it was given:
// changes of the library, whose order is the reader's. What is in it still runs
// when the tasks are closed.
type Queue struct {
	Tasks   *Tasks
	mu      sync.Mutex
	waiting []func(context.Context) func()
	running bool
}

// Go puts work at the end of the queue.
func (q *Queue) Go(work func(ctx context.Context) func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, work)
	if q.running {
		return
	}
	q.running = true
	q.Tasks.Go(func(ctx context.Context) func() {
		for {
			q.mu.Lock()
			if len(q.waiting) == 0 {
				q.running = false
				q.mu.Unlock()
				return nil
			}
			next := q.waiting[0]
			q.waiting = q.waiting[1:]
			q.mu.Unlock()
			if show := next(context.WithoutCancel(ctx)); show != nil {
				q.Tasks.show(show)
			}
		}
	})
}
