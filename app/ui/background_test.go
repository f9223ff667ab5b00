package ui_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"offprint/app/ui"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// desk is the UI goroutine of a test: what is dispatched waits until run.
type desk struct {
	mu    sync.Mutex
	queue []func()
}

func (d *desk) dispatch(do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queue = append(d.queue, do)
}

func (d *desk) run() {
	d.mu.Lock()
	queue := d.queue
	d.queue = nil
	d.mu.Unlock()
	for _, do := range queue {
		do()
	}
}

func TestResultsComeOnTheUIGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		tasks := ui.NewTasks(t.Context(), d.dispatch)
		shown := false
		tasks.Go(func(context.Context) func() { return func() { shown = true } })
		tasks.Go(func(context.Context) func() { return nil })
		synctest.Wait()
		if shown {
			t.Error("shown by the background")
		}
		d.run()
		if !shown {
			t.Error("never shown")
		}
		tasks.Close()
	})
}

func TestCloseCancelsAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		tasks := ui.NewTasks(t.Context(), d.dispatch)
		var ended, shown bool
		tasks.Go(func(ctx context.Context) func() {
			<-ctx.Done()
			time.Sleep(time.Second) // what must not be lost
			ended = true
			return func() { shown = true }
		})
		synctest.Wait()
		tasks.Close()
		if !ended {
			t.Error("Close did not wait")
		}
		tasks.Go(func(context.Context) func() { t.Error("work after Close"); return nil })
		synctest.Wait()
		d.run()
		if shown {
			t.Error("shown after Close")
		}
	})
}

func TestOnlyTheLatestIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		tasks := ui.NewTasks(t.Context(), d.dispatch)
		latest := ui.Latest{Tasks: tasks}
		var shown []string
		show := func(what string, after time.Duration) {
			latest.Go(func(context.Context) func() {
				time.Sleep(after) // deaf to its context: the worst that can come late
				return func() { shown = append(shown, what) }
			})
		}
		show("slow", 3*time.Second)
		show("quick", time.Second)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		d.run()
		show("stopped", time.Second)
		latest.Stop()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		d.run()
		// come back, but not shown yet when the next is asked for
		show("overtaken", 0)
		synctest.Wait()
		show("last", 0)
		synctest.Wait()
		d.run()
		if got := strings.Join(shown, " "); got != "quick last" {
			t.Errorf("shown: %s", got)
		}
		var cancelled bool
		latest.Go(func(ctx context.Context) func() { <-ctx.Done(); cancelled = true; return nil })
		show("next", 0)
		synctest.Wait()
		if !cancelled {
			t.Error("the one before was not cancelled")
		}
		tasks.Close()
	})
}

func TestAQueueKeepsTheOrderAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		tasks := ui.NewTasks(t.Context(), d.dispatch)
		queue := ui.Queue{Tasks: tasks}
		var done, shown []int
		for i := range 20 {
			queue.Go(func(ctx context.Context) func() {
				time.Sleep(time.Duration(20-i) * time.Millisecond)
				if ctx.Err() != nil {
					t.Error("a change was cancelled")
				}
				done = append(done, i)
				return func() { shown = append(shown, i) }
			})
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		d.run()
		if len(shown) == 0 || len(shown) == 20 {
			t.Errorf("%d are shown half way", len(shown))
		}
		tasks.Close() // what waits is done still
		if len(done) != 20 || !slices.IsSorted(done) {
			t.Errorf("done: %v", done)
		}
		if !slices.IsSorted(shown) {
			t.Errorf("shown: %v", shown)
		}
	})
}

func TestAQueueBeginsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		tasks := ui.NewTasks(t.Context(), d.dispatch)
		queue := ui.Queue{Tasks: tasks}
		n := 0
		for range 3 {
			queue.Go(func(context.Context) func() { return func() { n++ } })
			synctest.Wait()
			d.run()
		}
		if n != 3 {
			t.Errorf("%d of 3 were done", n)
		}
		tasks.Close()
	})
}
