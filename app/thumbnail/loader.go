// Package thumbnail gets the small pictures of the cards: out of memory at once, else from the cache folder, else from
// where they are published, scaled down and kept. It knows neither the window nor the network: who asks brings the
// function that fetches, and hands an answer to its own goroutine. A picture here can always be fetched again; nothing
// that a reader made is kept in this folder.
package thumbnail

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

const (
	// retryAfter is how long a picture that could not be had is not asked for again: it would be, each time that its
	// card comes into view.
	retryAfter = 10 * time.Minute
	// mostFailures are remembered.
	mostFailures = 1000
	// lookers read the cache folder, apart from the workers, so that slow servers never hold up what is on the disk.
	lookers = 2
)

// Config says where pictures come from and how many are kept. Folder and Fetch are needed; zero of anything else stands
// for the value in brackets.
type Config struct {
	Folder        string // of the cache; made when the first picture is kept
	CapBytes      int64  // what the folder may hold (64 MiB)
	Width, Height int    // of a picture, in pixels (224 by 126, twice what a card shows, for screens of twice the density)
	Workers       int    // pictures fetched at a time (4)
	Memory        int    // pictures kept in memory (150)

	// Fetch gets the picture at an address. It must end soon when its context does.
	Fetch func(ctx context.Context, url string) (image.Image, error)
	// Scaling is held while a picture is scaled: one after the other, and not beside what else is done with pixels, so
	// that pictures leave the window a processor (one of the loader's own).
	Scaling sync.Locker
	Log     *slog.Logger     // for what fails without harm (nowhere)
	Now     func() time.Time // the clock (time.Now)
}

// Loader loads pictures. All its methods may be called from any goroutine.
type Loader struct {
	config   Config
	disk     *disk
	memory   *lru.Cache[string, image.Image]
	failures *lru.Cache[string, failure]

	ctx    context.Context // ends with the loader
	cancel context.CancelFunc
	ended  sync.WaitGroup

	mu      sync.Mutex
	waiting *sync.Cond      // for a job or the end
	jobs    map[string]*job // by address; all that are not answered
	look    []*job          // to be looked for on the disk; the newest last
	fetch   []*job          // to be fetched; the newest last
	closed  bool
}

// job is an address that is being loaded, for one or more who asked.
type job struct {
	url     string
	waiters []*waiter
	ctx     context.Context // ends when the last waiter has gone
	cancel  context.CancelFunc
}

type waiter struct {
	ctx  context.Context
	done func(image.Image, error)
	stop func() bool // ends the watch over the waiter's context
}

type failure struct {
	err error
	at  time.Time
}

// New starts a loader. Close must be called when it is no longer wanted.
func New(c Config) *Loader {
	c.CapBytes = orElse(c.CapBytes, 64<<20)
	c.Width, c.Height = orElse(c.Width, 224), orElse(c.Height, 126)
	c.Workers, c.Memory = orElse(c.Workers, 4), orElse(c.Memory, 150)
	if c.Scaling == nil {
		c.Scaling = &sync.Mutex{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	l := &Loader{
		config: c,
		disk:   &disk{folder: c.Folder, limit: c.CapBytes, size: image.Pt(c.Width, c.Height), now: c.Now, log: c.Log, remove: os.Remove},
		memory: newCache[image.Image](c.Memory), failures: newCache[failure](mostFailures),
		jobs: map[string]*job{},
	}
	l.waiting = sync.NewCond(&l.mu)
	l.ctx, l.cancel = context.WithCancel(context.Background())
	for range lookers {
		l.ended.Go(func() { l.work(&l.look, l.lookFor) })
	}
	for range c.Workers {
		l.ended.Go(func() { l.work(&l.fetch, l.get) })
	}
	return l
}

// Cached returns the picture if it is in memory. It reads no disk and waits for nothing, so that it may be called while
// a card is drawn.
func (l *Loader) Cached(url string) (image.Image, bool) { return l.memory.Get(url) }

// Load returns at once and calls done once, on a goroutine of the loader: with the picture in the size of Config, with
// the context's error if that ends first, or with what went wrong. The newest request is served first, and requests for
// one address are one. A picture that failed fails again without being asked for until ten minutes have passed. Close
// leaves requests without an answer.
func (l *Loader) Load(ctx context.Context, url string, done func(image.Image, error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	if err := ctx.Err(); err != nil {
		l.ended.Go(func() { done(nil, err) })
		return
	}
	if picture, ok := l.memory.Get(url); ok {
		l.ended.Go(func() { done(picture, nil) })
		return
	}
	if failed, ok := l.failures.Get(url); ok && l.config.Now().Sub(failed.at) < retryAfter {
		l.ended.Go(func() { done(nil, failed.err) })
		return
	}

	j := l.jobs[url]
	if j == nil {
		j = &job{url: url}
		j.ctx, j.cancel = context.WithCancel(l.ctx)
		l.jobs[url] = j
		l.push(&l.look, j)
	} else {
		for _, queue := range []*[]*job{&l.look, &l.fetch} {
			if l.take(queue, j) {
				l.push(queue, j)
			}
		}
	}
	w := &waiter{ctx: ctx, done: done}
	j.waiters = append(j.waiters, w)
	w.stop = context.AfterFunc(ctx, func() { l.leave(j, w) })
}

// Retry forgets which pictures failed: the network is back, or the reader asked for it.
func (l *Loader) Retry() { l.failures.Purge() }

// Used returns what the pictures take on the disk, in bytes. It reads the folder.
func (l *Loader) Used() (int64, error) {
	l.disk.mu.Lock()
	defer l.disk.mu.Unlock()
	_, err := l.disk.count()
	return l.disk.held, err
}

// SetCap changes what the folder may hold, in bytes, and makes room at once where it holds more. It reads the folder.
func (l *Loader) SetCap(bytes int64) error {
	l.disk.mu.Lock()
	l.disk.limit, l.disk.counted = orElse(bytes, l.config.CapBytes), false
	l.disk.mu.Unlock()
	return l.disk.makeRoom(0)
}

// Clear removes all pictures from the disk and from memory; those that are needed are fetched again.
func (l *Loader) Clear() error {
	l.memory.Purge()
	return l.disk.clear()
}

// Close cancels what is being loaded and returns when every goroutine has ended. It must not be called by a done.
func (l *Loader) Close() {
	l.mu.Lock()
	l.closed = true
	l.cancel()
	for _, j := range l.jobs {
		for _, w := range j.waiters {
			w.stop()
		}
		j.waiters = nil
	}
	l.look, l.fetch = nil, nil
	clear(l.jobs)
	l.waiting.Broadcast()
	l.mu.Unlock()
	l.ended.Wait()
}

// leave takes a waiter whose context has ended from its job, and ends the job if it was the last.
func (l *Loader) leave(j *job, w *waiter) {
	l.mu.Lock()
	i := slices.Index(j.waiters, w)
	if i < 0 { // answered meanwhile
		l.mu.Unlock()
		return
	}
	// Close waits for this goroutine too: it is not the loader's own, but what it calls may be.
	l.ended.Add(1)
	defer l.ended.Done()
	j.waiters = slices.Delete(j.waiters, i, i+1)
	if len(j.waiters) == 0 {
		l.take(&l.look, j)
		l.take(&l.fetch, j)
		l.drop(j)
	}
	l.mu.Unlock()
	w.done(nil, w.ctx.Err())
}

// drop ends a job that is answered or no longer wanted. Who asks for the same picture now gets another, one that is not
// cancelled. The caller holds the lock, as of wanted, push and take.
func (l *Loader) drop(j *job) {
	j.cancel()
	if l.jobs[j.url] == j {
		delete(l.jobs, j.url)
	}
}

// wanted says whether the context of any waiter goes on. One that has ended may not have left yet.
func (l *Loader) wanted(j *job) bool {
	return slices.ContainsFunc(j.waiters, func(w *waiter) bool { return w.ctx.Err() == nil })
}

// push puts a job where it is taken next.
func (l *Loader) push(queue *[]*job, j *job) {
	*queue = append(*queue, j)
	l.waiting.Broadcast() // both kinds of workers wait for it
}

// take takes a job out of a queue, and says whether it was there.
func (l *Loader) take(queue *[]*job, j *job) bool {
	i := slices.Index(*queue, j)
	if i >= 0 {
		*queue = slices.Delete(*queue, i, i+1)
	}
	return i >= 0
}

// work does the newest job of a queue, one after the other, until the loader is closed.
func (l *Loader) work(queue *[]*job, do func(*job)) {
	for {
		l.mu.Lock()
		for len(*queue) == 0 && !l.closed {
			l.waiting.Wait()
		}
		if l.closed {
			l.mu.Unlock()
			return
		}
		last := len(*queue) - 1
		j := (*queue)[last]
		*queue = slices.Delete(*queue, last, last+1)
		wanted := l.wanted(j)
		if !wanted {
			l.drop(j) // its waiters are about to leave
		}
		l.mu.Unlock()
		if wanted {
			do(j)
		}
	}
}

// lookFor answers a job from the disk, or hands it on to be fetched.
func (l *Loader) lookFor(j *job) {
	if picture, ok := l.disk.read(j.url); ok {
		l.answer(j, picture, nil)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(j.waiters) > 0 {
		l.push(&l.fetch, j)
	}
}

// get fetches the picture of a job, scales it, keeps it and answers.
func (l *Loader) get(j *job) {
	original, err := l.config.Fetch(j.ctx, j.url)
	if err == nil && original.Bounds().Empty() {
		err = errors.New("it has no pixels")
	}
	if err != nil {
		l.answer(j, nil, fmt.Errorf("load the picture %s: %w", j.url, err))
		return
	}
	l.config.Scaling.Lock()
	picture := scale(original, l.config.Width, l.config.Height)
	l.config.Scaling.Unlock()
	if err := l.disk.write(j.url, picture); err != nil {
		l.config.Log.Warn("a picture was not kept on the disk", "url", j.url, "error", err)
	}
	l.answer(j, picture, nil)
}

// answer tells all who wait for a job what became of it.
func (l *Loader) answer(j *job, picture image.Image, err error) {
	l.mu.Lock()
	switch {
	case err == nil:
		l.memory.Add(j.url, picture)
	case j.ctx.Err() == nil: // a picture that nobody wanted any more has not failed
		l.failures.Add(j.url, failure{err, l.config.Now()})
	}
	waiters := j.waiters
	j.waiters = nil
	l.drop(j)
	l.mu.Unlock()
	for _, w := range waiters {
		w.stop()
		w.done(picture, err)
	}
}

func orElse[T int | int64](value, instead T) T {
	if value > 0 {
		return value
	}
	return instead
}

func newCache[V any](size int) *lru.Cache[string, V] {
	cache, err := lru.New[string, V](size)
	if err != nil { // only a size below one is an error
		panic(fmt.Sprintf("a cache of %d: %v", size, err))
	}
	return cache
}
