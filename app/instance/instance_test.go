package instance_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"offprint/app/instance"
	"offprint/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func acquire(t *testing.T, library, state string) *instance.Instance {
	t.Helper()
	owner, err := instance.Acquire(library, state)
	if err != nil {
		t.Fatal(err)
	}
	return owner
}

func release(t *testing.T, owner *instance.Instance) {
	t.Helper()
	if err := owner.Close(); err != nil {
		t.Error(err)
	}
}

// next is the next request; none within the time of a test is a failure.
func next(t *testing.T, owner *instance.Instance) []string {
	t.Helper()
	select {
	case args, open := <-owner.Requests():
		if !open {
			t.Fatal("the requests have ended")
		}
		return args
	case <-time.After(20 * time.Second):
		t.Fatal("no request came")
	}
	return nil
}

func waiting(owner *instance.Instance) int { return len(owner.Requests()) }

// where reads the file with the owner's address.
func where(t *testing.T, state string) (path string, port int, token string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(state, "window-*.json"))
	if err != nil || len(paths) != 1 {
		t.Fatalf("the state folder has the addresses %v (%v), want one", paths, err)
	}
	text, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	var address struct {
		Port  int
		Token string
	}
	if err := json.Unmarshal(text, &address); err != nil {
		t.Fatal(err)
	}
	return paths[0], address.Port, address.Token
}

func TestASecondStartHandsOverItsArguments(t *testing.T) {
	library, state := filepath.Join(t.TempDir(), "a new folder", "offprint.db"), filepath.Join(t.TempDir(), "state")
	owner := acquire(t, library, state)
	defer release(t, owner)
	if _, err := os.Stat(filepath.Join(filepath.Dir(library), "offprint.lock")); err != nil {
		t.Errorf("no lock beside the library: %v", err)
	}

	if _, err := instance.Acquire(library, state); !errors.Is(err, instance.ErrOwned) {
		t.Fatalf("a second owner: error %v, want ErrOwned", err)
	}
	for _, args := range [][]string{{}, {"--theme", "dark"}, {"a b", "“ü”\n", ""}} {
		if err := instance.Forward(t.Context(), library, state, args); err != nil {
			t.Fatal(err)
		}
		if got := next(t, owner); !slices.Equal(got, args) {
			t.Errorf("the owner got %q, want %q", got, args)
		}
	}
	if err := instance.Forward(t.Context(), library, state, nil); err != nil {
		t.Fatal(err)
	}
	if got := next(t, owner); len(got) != 0 {
		t.Errorf("the owner got %q, want nothing", got)
	}
	path, _, _ := where(t, state)
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the address has the permissions %v (%v), want 0600", info.Mode(), err)
	}
}

// The same home may be written in several ways: through a link, or in other
// letters where the file system does not tell them apart.
func TestASecondStartByAnotherPath(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "home")
	owner := acquire(t, filepath.Join(folder, "offprint.db"), filepath.Join(folder, "state"))
	defer release(t, owner)
	link := filepath.Join(t.TempDir(), "link")
	homes := []string{link, strings.ToUpper(folder)}
	if err := os.Symlink(folder, link); err != nil {
		t.Logf("no links can be made here: %v", err)
		homes = homes[1:]
	}
	for _, home := range homes {
		if _, err := os.Stat(home); err != nil {
			continue // where letters are told apart
		}
		library, state := filepath.Join(home, "offprint.db"), filepath.Join(home, "state")
		if _, err := instance.Acquire(library, state); !errors.Is(err, instance.ErrOwned) {
			t.Fatalf("%s: error %v, want ErrOwned", home, err)
		}
		if err := instance.Forward(t.Context(), library, state, []string{home}); err != nil {
			t.Fatalf("%s: %v", home, err)
		}
		if got := next(t, owner); !slices.Equal(got, []string{home}) {
			t.Errorf("the owner got %q, want %q", got, home)
		}
	}
}

func TestTheNextOwner(t *testing.T) {
	library, state := filepath.Join(t.TempDir(), "offprint.db"), t.TempDir()
	first := acquire(t, library, state)
	release(t, first)
	if _, open := <-first.Requests(); open {
		t.Error("the requests go on after Close")
	}
	if left, _ := filepath.Glob(filepath.Join(state, "*")); len(left) != 0 {
		t.Errorf("the owner left %v", left)
	}
	second := acquire(t, library, state)
	defer release(t, second)
	if err := instance.Forward(t.Context(), library, state, []string{"x"}); err != nil {
		t.Fatal(err)
	}
	if got := next(t, second); !slices.Equal(got, []string{"x"}) {
		t.Errorf("got %q", got)
	}
}

// A crash lets the system take the lock back and leaves the address behind.
func TestAnAddressLeftBehind(t *testing.T) {
	library, state := filepath.Join(t.TempDir(), "offprint.db"), t.TempDir()
	owner := acquire(t, library, state)
	path, port, token := where(t, state)
	release(t, owner)
	left := fmt.Sprintf(`{"port":%d,"token":%q}`, port, token)
	if err := os.WriteFile(path, []byte(left), 0o644); err != nil {
		t.Fatal(err)
	}
	owner = acquire(t, library, state)
	defer release(t, owner)
	if _, _, now := where(t, state); now == token {
		t.Error("the token is that of the owner before")
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the address took over the permissions %v (%v)", info.Mode(), err)
	}
	if err := instance.Forward(t.Context(), library, state, []string{"x"}); err != nil {
		t.Fatal(err)
	}
	next(t, owner)
}

// The second start may come before the first has written its address.
func TestForwardWaitsForAnOwnerThatIsStarting(t *testing.T) {
	for _, before := range []string{"", "{", `{"port":1,"token":"old"}`, `{"port":99999999,"token":"x"}`} {
		library, state := filepath.Join(t.TempDir(), "offprint.db"), t.TempDir()
		owner := acquire(t, library, state)
		path, port, token := where(t, state)
		if before == "" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(path, []byte(before), 0o600); err != nil {
			t.Fatal(err)
		}
		sent := make(chan error, 1)
		go func() { sent <- instance.Forward(context.Background(), library, state, []string{"x"}) }()
		select {
		case err := <-sent:
			t.Errorf("%q: Forward ended with %v", before, err)
		case <-time.After(150 * time.Millisecond):
		}
		if err := os.WriteFile(path, fmt.Appendf(nil, `{"port":%d,"token":%q}`, port, token), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := <-sent; err != nil {
			t.Errorf("%q: %v", before, err)
		}
		next(t, owner)
		release(t, owner)
	}
}

func TestForwardWhereNobodyAnswers(t *testing.T) {
	cancelled, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err := instance.Forward(cancelled, filepath.Join(t.TempDir(), "offprint.db"), t.TempDir(), nil)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want that of the context", err)
	}

	owner := acquire(t, filepath.Join(t.TempDir(), "offprint.db"), t.TempDir())
	defer release(t, owner)
	library, state := filepath.Join(t.TempDir(), "offprint.db"), t.TempDir()
	err = instance.Forward(t.Context(), library, state, []string{"x"})
	if e := (*models.Error)(nil); !errors.As(err, &e) || e.Code != models.Unusable {
		t.Errorf("error %v, want a sentence", err)
	}
	if n := waiting(owner); n != 0 {
		t.Errorf("the owner of another library got %d requests", n)
	}
}

func TestGarbageOnThePort(t *testing.T) {
	library, state := filepath.Join(t.TempDir(), "offprint.db"), t.TempDir()
	owner := acquire(t, library, state)
	defer release(t, owner)
	_, port, token := where(t, state)

	dial := func() net.Conn {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	for _, garbage := range []string{
		"", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "null", "[]", "{}", `{"token":"","args":["x"]}`,
		`{"token":"` + strings.ToLower(token) + `","args":["x"]}`, `{"token":"` + token + `x","args":["x"]}`,
		`{"token":"` + token + `","args":"x"}`, `{"token":"` + token + `","args":["` + strings.Repeat("x", 65<<10) + `"]}`,
		strings.Repeat(" ", 1<<20), strings.Repeat("[", 60<<10), "\x00\xff\xfe",
	} {
		conn := dial()
		if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, garbage) // the owner may hang up before all of it is there
		_ = conn.(*net.TCPConn).CloseWrite()
		if answer, _ := io.ReadAll(conn); len(answer) != 0 {
			t.Errorf("%.60q is answered with %q", garbage, answer)
		}
	}
	// More than are read side by side, none of which says anything.
	for range 6 {
		dial()
	}
	if err := instance.Forward(t.Context(), library, state, []string{"right"}); err != nil {
		t.Fatal(err)
	}
	if got := next(t, owner); !slices.Equal(got, []string{"right"}) {
		t.Errorf("got %q", got)
	}
	if n := waiting(owner); n != 0 {
		t.Errorf("%d more requests were taken for right", n)
	}

	err := instance.Forward(t.Context(), library, state, []string{strings.Repeat("x", 65<<10)})
	if e := (*models.Error)(nil); !errors.As(err, &e) {
		t.Errorf("arguments that are too long: error %v, want a sentence", err)
	}
}

func TestCloseEndsOpenConnectionsAndRequestsNobodyTakes(t *testing.T) {
	library, state := filepath.Join(t.TempDir(), "offprint.db"), t.TempDir()
	owner := acquire(t, library, state)
	_, port, _ := where(t, state)
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for range 16 {
		if err := instance.Forward(t.Context(), library, state, []string{"x"}); err != nil {
			t.Fatal(err)
		}
	}
	full, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := instance.Forward(full, library, state, []string{"one more"}); err == nil {
		t.Error("a request that nobody can take is accepted")
	}
	start := time.Now()
	release(t, owner)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("Close waited %v", took)
	}
}

func TestTwoLibrariesAtOnce(t *testing.T) {
	state := t.TempDir()
	folder := t.TempDir()
	libraries := []string{filepath.Join(folder, "offprint.db"), filepath.Join(folder, "other.db")}
	var owners []*instance.Instance
	for _, library := range libraries {
		owner := acquire(t, library, state)
		defer release(t, owner)
		owners = append(owners, owner)
	}
	for i, library := range libraries {
		if err := instance.Forward(t.Context(), library, state, []string{library}); err != nil {
			t.Fatal(err)
		}
		if got := next(t, owners[i]); !slices.Equal(got, []string{library}) {
			t.Errorf("the owner of %s got %q", library, got)
		}
	}
	if waiting(owners[0])+waiting(owners[1]) != 0 {
		t.Error("a request came to both")
	}
}

func TestAcquireWhereNothingCanBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ library, state string }{
		{filepath.Join(file, "offprint.db"), t.TempDir()},
		{filepath.Join(t.TempDir(), "offprint.db"), file},
	} {
		_, err := instance.Acquire(tt.library, tt.state)
		if models.CodeOf(err) != models.Unusable || err == nil {
			t.Errorf("%+v: error %v, want one of the code Unusable", tt, err)
		}
	}
}
