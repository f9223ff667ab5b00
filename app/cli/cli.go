// Package cli is the commands: what a reader, or a script, does with the
// library from a terminal. Commands and window may work on one library at the
// same time.
//
// The rules about papers are in models, the formats that papers leave in under
// models/formats, how papers come in refresh. How the program finds and opens
// its library is handed in by main, so nothing here reads the environment.
package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"offprint/app/refresh"
	"offprint/models"
)

// What Run returns, for the shell.
const (
	OK     = 0 // done
	Failed = 1 // not found, no network, no disk
	Misuse = 2 // the command was not understood
)

// Env is what commands need of the world around them.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Width is the number of columns of the terminal that Stdout is, and 0
	// where it is none: then nothing is cut.
	Width int
	// StderrTTY says that Stderr is a terminal: then progress is shown.
	StderrTTY bool
	// Editor is the command that opens the reader's editor, a file's name is put
	// behind it; empty where none is set.
	Editor  string
	Version string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Open opens the library in the folder home, or at its usual place where
	// home is empty. anew allows a new library in the place of one that has
	// gone.
	Open func(ctx context.Context, home string, anew bool) (*Session, error)
	// Find says where the library is that Open would open, for what must work
	// also where it cannot be opened.
	Find func(home string) (*Place, error)
}

// Place is where a library is, or was, with its backups.
type Place struct {
	Library, Backups string
	// Log takes details that readers do not see; LogFile is its file, or empty.
	Log     *slog.Logger
	LogFile string
	// Close lets the log go.
	Close func() error
}

// Session is an open library, and where its papers come from.
type Session struct {
	Library *models.Library
	// Refresh gives what brings papers in. It fails where the source is set up
	// wrongly; commands that need no source do not ask.
	Refresh func() (*refresh.Refresher, error)
	// Log takes details that readers do not see; LogFile is its file, or empty.
	Log     *slog.Logger
	LogFile string
	// Close lets the library and the source go.
	Close func() error
}

// call is a command being run.
type call struct {
	env     Env
	command command
	args    []string            // what is no flag
	flags   map[string][]string // values by flag name; "" for a switch
	session *Session
	place   *Place        // for commands that open no library but look after it
	out     *bufio.Writer // Stdout
}

// Run runs the command that args ask for, without the program's name, and
// returns OK, Failed or Misuse. What was asked for goes to Stdout, what to know
// about it to Stderr, an error as "offprint: " and a sentence.
func Run(ctx context.Context, args []string, env Env) int {
	if env.Now == nil {
		env.Now = time.Now
	}
	c := &call{env: env, out: bufio.NewWriter(env.Stdout)}
	err := c.parse(args)
	if err == nil {
		err = c.run(ctx)
	}
	if flushed := c.out.Flush(); flushed != nil && err == nil {
		err = &models.Error{Code: models.Unusable, Message: fmt.Sprintf("The output could not be written: %v.", rootOf(flushed)), Err: flushed}
	}
	code := c.report(ctx, err)
	if c.place != nil {
		_ = c.place.Close() // only the log, which can say nothing of this any more
	}
	if c.session != nil {
		if err := c.session.Close(); err != nil {
			c.session.Log.ErrorContext(ctx, "close after a command", "command", c.command.name, "error", err)
		}
	}
	return code
}

func (c *call) run(ctx context.Context) error {
	var err error
	switch {
	case c.command.outside:
		if c.place, err = c.env.Find(c.last("home")); err != nil {
			return err
		}
	case !c.command.offline:
		if c.session, err = c.env.Open(ctx, c.last("home"), c.has("new-library")); err != nil {
			return err
		}
	}
	return c.command.run(ctx, c)
}

// misuse is a command that was not understood.
type misuse struct{ message string }

func (m misuse) Error() string { return m.message }

func misusef(format string, args ...any) error { return misuse{fmt.Sprintf(format, args...)} }

// report tells the reader what went wrong, the log the details, and returns the
// code for the shell.
func (c *call) report(ctx context.Context, err error) int {
	if err == nil {
		return OK
	}
	if hungUp(err) {
		return OK // the reader of the output has had enough, as in "| head"
	}
	if m := (misuse{}); errors.As(err, &m) {
		c.say("offprint: %s", m.message)
		return Misuse
	}
	if log := c.log(); log != nil {
		log.ErrorContext(ctx, "a command failed", "command", c.command.name, "error", err)
	}
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		c.say("offprint: Stopped. What was saved before is safe.")
		return Failed
	}
	message, ok := refresh.Message(err)
	if !ok {
		message = "Something failed below the library. What was saved before is safe; try again."
		if file := c.logFile(); file != "" {
			message += " The details are in " + file + "."
		}
	}
	c.say("offprint: %s", message)
	if models.CodeOf(err) == models.Invalid {
		return Misuse
	}
	return Failed
}

func (c *call) log() *slog.Logger {
	switch {
	case c.session != nil:
		return c.session.Log
	case c.place != nil:
		return c.place.Log
	}
	return nil
}

func (c *call) logFile() string {
	switch {
	case c.session != nil:
		return c.session.LogFile
	case c.place != nil:
		return c.place.LogFile
	}
	return ""
}

// say writes a line to Stderr.
func (c *call) say(format string, args ...any) {
	fmt.Fprintln(c.env.Stderr, plain(fmt.Sprintf(format, args...)))
}

func (c *call) has(flag string) bool { return len(c.flags[flag]) > 0 }

func (c *call) last(flag string) string { return last(c.flags, flag) }

// last is the value of a flag given last, or "".
func last(flags map[string][]string, flag string) string {
	values := flags[flag]
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// rootOf is the cause at the bottom of err: "no space left on device".
func rootOf(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// meant is the sentence for a word that is not among the known ones: the
// nearest of them, where one is near.
func meant(got, lead string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	nearest := slices.MinFunc(known, func(a, b string) int { return cmp.Compare(distance(got, a), distance(got, b)) })
	if distance(got, nearest) > 2 {
		return ""
	}
	return fmt.Sprintf(" Did you mean “%s%s”?", lead, nearest)
}

// distance is the number of letters to change, add, drop or swap with the next
// one (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(strings.ToLower(a)), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
