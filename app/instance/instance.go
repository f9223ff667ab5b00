// Package instance sees to it that a library has one window at a time. The
// first start of the program owns the library's window; a second one hands its
// arguments to the first and ends. Commands need no window and take no part:
// they may work on a library beside its window.
//
// What the owner does with the arguments is for the window.
package instance

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"offprint/models"
)

// ErrOwned says that another start of the program owns the library's window.
var ErrOwned = errors.New("the library has a window already")

const (
	// maxRequest bounds a request, in bytes.
	maxRequest = 64 << 10
	// patience is how long the owner waits for a request once it is connected.
	patience = 3 * time.Second
	// maxConnections is how many requests are read side by side; more wait.
	maxConnections = 8
	// maxWaiting is how many requests wait for the window to take them.
	maxWaiting = 16
)

// accepted is the owner's answer to a request that it took.
const accepted = "ok\n"

// Instance is the ownership of a library's window.
type Instance struct {
	lock     *flock.Flock
	address  string // the file that says where to connect
	listener net.Listener
	token    string
	requests chan []string
	ctx      context.Context // ends with Close
	cancel   context.CancelFunc
	done     chan struct{}
}

// request is what a second start sends: one JSON object.
type request struct {
	Token string   `json:"token"`
	Args  []string `json:"args"`
}

// Acquire makes this program the owner of the library's window. Where another
// one is, the error wraps ErrOwned and Forward reaches it; any other is a
// *models.Error of the code Unusable. The system lets go of the lock when its
// owner ends, however it ends.
func Acquire(libraryPath, stateFolder string) (*Instance, error) {
	libraryPath, err := filepath.Abs(libraryPath)
	if err != nil {
		return nil, unstarted(err)
	}
	for _, folder := range []string{filepath.Dir(libraryPath), stateFolder} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, unusable(err, "The folder %s cannot be made. Nothing was changed; choose another with --home.", folder)
		}
	}
	address, err := addressFile(libraryPath, stateFolder)
	if err != nil {
		return nil, unstarted(err)
	}
	i := &Instance{
		lock:     flock.New(strings.TrimSuffix(libraryPath, filepath.Ext(libraryPath))+".lock", flock.SetPermissions(0o600)),
		address:  address,
		token:    rand.Text(),
		requests: make(chan []string, maxWaiting),
		done:     make(chan struct{}),
	}
	locked, err := i.lock.TryLock()
	if err != nil {
		return nil, unusable(err, "The file %s cannot be locked, so a second window could not be kept off the library. Nothing was changed; choose another folder with --home.", i.lock.Path())
	}
	if !locked {
		return nil, fmt.Errorf("own the window of %s: %w", libraryPath, ErrOwned)
	}
	if err := i.listen(); err != nil {
		return nil, errors.Join(unusable(err, "The window could not be prepared for being called by a second start of Offprint. Nothing was changed. Check that programs may connect to 127.0.0.1 and that %s can be written.", stateFolder), i.lock.Close())
	}
	i.ctx, i.cancel = context.WithCancel(context.Background())
	go i.serve()
	return i, nil
}

// listen opens a port on this computer and writes down where it is, for this
// reader's eyes only.
func (i *Instance) listen() error {
	// One that an owner left behind when it crashed may have other permissions.
	if err := os.Remove(i.address); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	var err error
	if i.listener, err = net.Listen("tcp4", "127.0.0.1:0"); err != nil {
		return err
	}
	if err := writeAddress(i.address, address{Port: i.listener.Addr().(*net.TCPAddr).Port, Token: i.token}); err != nil {
		return errors.Join(err, i.listener.Close())
	}
	return nil
}

// Requests are the arguments of each further start, as they come. The channel
// is closed by Close.
func (i *Instance) Requests() <-chan []string { return i.requests }

// Close gives up the ownership and ends what runs for it. It is called once.
func (i *Instance) Close() error {
	i.cancel()
	err := i.listener.Close()
	<-i.done
	if removeErr := os.Remove(i.address); !errors.Is(removeErr, os.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	// The lock file stays: removing it would let two owners hold two files.
	if err = errors.Join(err, i.lock.Close()); err != nil {
		return fmt.Errorf("give up the window: %w", err)
	}
	return nil
}

func (i *Instance) serve() {
	defer close(i.done)
	defer close(i.requests)
	var reading sync.WaitGroup
	defer reading.Wait()
	slots := make(chan struct{}, maxConnections)
	for {
		slots <- struct{}{}
		conn, err := i.listener.Accept()
		if err != nil {
			if i.ctx.Err() != nil {
				return
			}
			<-slots
			// Such as too many open files: it passes, or Close ends it.
			select {
			case <-i.ctx.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		reading.Go(func() {
			i.answer(conn)
			<-slots
		})
	}
}

// answer reads one request. Whoever does not know the token gets no answer.
func (i *Instance) answer(conn net.Conn) {
	defer conn.Close()
	ctx, cancel := context.WithTimeout(i.ctx, patience)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()

	var r request
	if err := json.NewDecoder(io.LimitReader(conn, maxRequest)).Decode(&r); err != nil {
		return
	}
	if subtle.ConstantTimeCompare([]byte(r.Token), []byte(i.token)) != 1 {
		return
	}
	select {
	case i.requests <- r.Args:
		_, _ = io.WriteString(conn, accepted) // the other start may have gone; its request stands
	case <-ctx.Done():
	}
}

// Forward hands args to the owner of the library's window, which another start
// of the program is. It tries for up to five seconds, as the owner may just be
// starting. The error is a *models.Error of the code Unusable, or that of ctx.
func Forward(ctx context.Context, libraryPath, stateFolder string, args []string) error {
	path, err := addressFile(libraryPath, stateFolder)
	if err != nil {
		return unstarted(err)
	}
	if args == nil {
		args = []string{}
	}
	trying, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for {
		err := send(trying, path, args)
		if err == nil {
			return nil
		}
		if errors.Is(err, errTooLong) {
			return unusable(err, "The window of this library is open already, and these arguments are too long to be handed to it. Nothing was changed.")
		}
		select {
		case <-trying.Done():
			if ctx.Err() != nil {
				return fmt.Errorf("call the window: %w", ctx.Err())
			}
			return unusable(err, "Offprint is open with this library already, but its window does not answer. Everything kept is safe. Close that window, or end the program, and start again.")
		case <-time.After(50 * time.Millisecond):
		}
	}
}

var errTooLong = errors.New("request over the limit")

func send(ctx context.Context, path string, args []string) error {
	to, err := readAddress(path)
	if err != nil {
		return err
	}
	message, err := json.Marshal(request{Token: to.Token, Args: args})
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	if len(message) > maxRequest {
		return errTooLong
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp4", fmt.Sprintf("127.0.0.1:%d", to.Port))
	if err != nil {
		return fmt.Errorf("connect to the window: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	if _, err := conn.Write(message); err != nil {
		return fmt.Errorf("send the request: %w", err)
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, int64(len(accepted)))).ReadString('\n')
	if answer != accepted {
		return fmt.Errorf("the window answered %q: %w", answer, errors.Join(err, errors.New("not accepted")))
	}
	return nil
}

// unstarted is the sentence for a relative path that leads from nowhere.
func unstarted(cause error) error {
	return unusable(cause, "The folder that Offprint was started in is gone. Nothing was changed; start it from another.")
}

func unusable(cause error, format string, args ...any) error {
	return &models.Error{Code: models.Unusable, Message: fmt.Sprintf(format, args...), Err: cause}
}
