package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"offprint/app"
	"offprint/app/demo"
	"offprint/app/home"
	"offprint/app/refresh"
	"offprint/assets"
	"offprint/feed"
	"offprint/feed/feedtest"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// today is the newest day of the sample edition, and the day on which a stage
// opens, at two in the afternoon.
const today = "2026-03-20"

// stage is a window over a library of its own and a server of recorded days,
// with the test in the reader's place. It lives in a bubble of synctest: time
// passes only where the test lets it, and settle knows when all background work
// has ended. Everything of the window runs on the test's goroutine, as on Fyne's.
type stage struct {
	*testing.T
	app     fyne.App
	folders home.Folders
	library *models.Library
	feed    *feed.Client
	server  *feedtest.Handler
	network *network
	// pictures says that the server has pictures; they take long to draw.
	pictures atomic.Bool
	log      *bytes.Buffer
	config   app.Config

	main   *app.Window
	dropOn func(fyne.Position, []fyne.URI)
	window fyne.Window

	mu    sync.Mutex
	queue []func()
	began time.Time
	start time.Time
}

// play opens a window over an empty library and lets it come to rest.
func play(t *testing.T, scene func(*stage)) {
	t.Helper()
	playOn(t, assets.Sample(), today, func(s *stage) {
		s.open()
		scene(s)
	})
}

// dropping is an app whose windows tell what is to be done with dropped files;
// those of Fyne's tests forget it.
type dropping struct {
	fyne.App
	stage *stage
}

func (d dropping) NewWindow(title string) fyne.Window {
	return droppingWindow{d.App.NewWindow(title), d.stage}
}

type droppingWindow struct {
	fyne.Window
	stage *stage
}

func (d droppingWindow) SetOnDropped(do func(fyne.Position, []fyne.URI)) { d.stage.dropOn = do }

// playOn sets a stage over recorded days; the scene opens the window.
func playOn(t *testing.T, days fs.FS, today string, scene func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		day, err := time.Parse(time.DateOnly, today)
		if err != nil {
			t.Fatal(err)
		}
		s := &stage{T: t, app: test.NewTempApp(t), began: time.Now(), start: day.Add(14 * time.Hour), log: &bytes.Buffer{}}
		root := t.TempDir()
		s.folders = home.Folders{
			Library: filepath.Join(root, "offprint.db"), Backups: filepath.Join(root, "backups"),
			Cache: filepath.Join(root, "cache"), State: filepath.Join(root, "state"),
		}
		if s.server, err = feedtest.New(days, feedtest.Today(today)); err != nil {
			t.Fatal(err)
		}
		s.network = connect(t, http.HandlerFunc(s.answer))
		if s.feed, err = feed.New(feed.Config{Endpoint: "http://papers.test", Now: s.now, HTTP: s.network.client()}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.feed.Close)
		s.library = s.openLibrary(models.ByWindow)
		s.config = app.Config{
			Library: s.library, Feed: s.feed, Refresh: s.refresher(s.feed, s.library), Folders: s.folders, Version: "1.2.3",
			OpenDemo: func(context.Context) (*demo.Demo, error) { return nil, errors.New("this stage has no demo") },
			Log:      slog.New(slog.NewTextHandler(s.log, nil)),
			Host:     &app.Host{App: dropping{s.app, s}, Dispatch: s.dispatch, Now: s.now, After: s.after},
		}
		defer func() {
			if t.Failed() && s.log.Len() > 0 {
				t.Logf("the log:\n%s", s.log)
			}
		}()
		defer s.close() // also where the scene broke off
		scene(s)
	})
}

// answer is the server's, without its pictures unless they are wanted.
func (s *stage) answer(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/social-thumbnails/") && !s.pictures.Load() {
		http.NotFound(w, r)
		return
	}
	s.server.ServeHTTP(w, r)
}

// openLibrary opens one more handle on the library, such as a command's.
func (s *stage) openLibrary(origin models.Origin) *models.Library {
	s.Helper()
	l, err := models.Open(s.Context(), s.folders.Library, models.Options{Origin: origin, Now: s.now, Backups: s.folders.Backups})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		if err := l.Close(); err != nil {
			s.Error(err)
		}
	})
	return l
}

// open opens the window.
func (s *stage) open() {
	s.Helper()
	w, err := app.Open(s.Context(), s.config)
	if err != nil {
		s.Fatal(err)
	}
	s.main = w
	windows := s.app.Driver().AllWindows()
	s.window = windows[len(windows)-1]
	s.window.Show()
	s.settle()
}

// openWithout opens the window where one day could not be read while catching
// up, and so is not kept.
func (s *stage) openWithout(day string) {
	s.Helper()
	s.server.Fault(feedtest.Fault{Kind: feedtest.SignInPage, Path: "/api/daily_papers?date=" + day})
	s.open()
	s.server.ClearFaults()
	if state, err := s.library.List(s.Context(), models.DayList, day); err != nil || !state.ReadAt.IsZero() {
		s.Fatalf("the list of %s was read at %v, %v", day, state.ReadAt, err)
	}
}

// close closes the window as the program does at its end.
func (s *stage) close() {
	if s.main == nil {
		return
	}
	if err := s.main.Close(); err != nil {
		s.Error(err)
	}
	s.main = nil
	s.settle()
}

// refresher is a refresher whose clock is the stage's.
func (s *stage) refresher(source refresh.Source, library *models.Library) *refresh.Refresher {
	return refresh.New(source, library, refresh.Clock(s.now, func(ctx context.Context, d time.Duration) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(d):
			return nil
		}
	}))
}

func (s *stage) now() time.Time { return s.start.Add(time.Since(s.began)) }

// dispatch is fyne.Do: it puts off what the background brings to the goroutine
// of the window.
func (s *stage) dispatch(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, do)
}

func (s *stage) after(d time.Duration, do func()) {
	time.AfterFunc(d, func() { s.dispatch(do) })
}

// settle lets everything end that does not wait for time to pass.
func (s *stage) settle() {
	for {
		synctest.Wait()
		s.mu.Lock()
		queue := s.queue
		s.queue = nil
		s.mu.Unlock()
		if len(queue) == 0 {
			return
		}
		for _, do := range queue {
			do()
		}
	}
}

// pass lets time pass, as if the reader waited.
func (s *stage) pass(d time.Duration) {
	const tick = 100 * time.Millisecond
	for end := time.Now().Add(d); time.Now().Before(end); {
		time.Sleep(min(tick, time.Until(end)))
		s.settle()
	}
}

// network carries the requests to the server inside the test.
type network struct {
	mu    sync.Mutex
	down  bool
	conns chan net.Conn
	ended chan struct{}
	once  sync.Once
}

func connect(t testing.TB, handler http.Handler) *network {
	n := &network{conns: make(chan net.Conn), ended: make(chan struct{})}
	server := &http.Server{Handler: handler}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(n) // ends with ErrServerClosed
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	return n
}

func (n *network) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: n.dial}}
}

func (n *network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.mu.Lock()
	down := n.down
	n.mu.Unlock()
	if down {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	mine, theirs := net.Pipe()
	select {
	case n.conns <- theirs:
		return mine, nil
	case <-n.ended:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (n *network) cut(down bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = down
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.ended:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error {
	n.once.Do(func() { close(n.ended) })
	return nil
}

func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "papers.test", Net: "pipe"} }

// offline cuts the network, and ends the connections that are kept.
func (s *stage) offline() {
	s.network.cut(true)
	s.feed.Close()
	s.settle()
}

func (s *stage) online() { s.network.cut(false) }

// paper is a paper as the library has it now.
func (s *stage) paper(arxivID string) *models.Paper {
	s.Helper()
	p, err := s.library.Paper(s.Context(), arxivID)
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// notes are the texts of a paper's notes, as the library has them now.
func (s *stage) notes(arxivID string) string {
	s.Helper()
	var texts []string
	for _, n := range s.paper(arxivID).Notes {
		texts = append(texts, n.Text)
	}
	return strings.Join(texts, "|")
}

// steps are the labels of the steps in force, the newest first.
func (s *stage) steps() []string {
	s.Helper()
	all, err := s.library.History(s.Context(), 1000)
	if err != nil {
		s.Fatal(err)
	}
	var labels []string
	for _, step := range all {
		if step.Undone == 0 {
			labels = append(labels, step.Label)
		}
	}
	return labels
}

// shared is the folder of recorded answers beside the project, if it is there.
func shared(t *testing.T) fs.FS {
	t.Helper()
	folder := filepath.Join("..", "..", "shared", "data", "huggingface", "daily")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("there are no recorded answers beside the project")
	}
	return os.DirFS(folder)
}

// only is one day of the sample edition.
func only(name string) fs.FS { return oneFile{assets.Sample(), name} }

// oneFile is a folder of which one file is left.
type oneFile struct {
	fs.FS
	name string
}

func (f oneFile) ReadDir(string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, ".")
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() != f.name }), err
}

// memory is a folder with today's list alone.
func memory(list string) fs.FS {
	return fstest.MapFS{today + ".json": {Data: []byte(list)}}
}

// refuseNotes makes the library's file refuse notes, as a full disk does, until
// the function that it returns is called.
func (s *stage) refuseNotes() (release func()) {
	s.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(s.folders.Library))
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { db.Close() })
	change := func(statement string) {
		if _, err := db.ExecContext(s.Context(), statement); err != nil {
			s.Fatal(err)
		}
	}
	change("CREATE TRIGGER full BEFORE INSERT ON notes BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
	return func() { change("DROP TRIGGER full") }
}
