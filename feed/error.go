package feed

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what sort of thing went wrong, for a program to act on.
type Kind string

// The kinds of Error.
const (
	Offline     Kind = "offline"      // no connection to the source
	TimedOut    Kind = "timed out"    // it was reached, and did not answer in time
	NotOpen     Kind = "not open"     // the day's list is not open yet
	BadRequest  Kind = "bad request"  // the source does not accept what was asked
	NotFound    Kind = "not found"    // the source does not know the paper
	RateLimited Kind = "rate limited" // asked too often; see Error.RetryAt
	Unavailable Kind = "unavailable"  // the source has a failure of its own
	NotJSON     Kind = "not JSON"     // something else answers, such as a sign-in page
	Malformed   Kind = "malformed"    // the answer is cut off or has an unknown shape
	TooLarge    Kind = "too large"    // the answer is larger than any real one
)

// Error is why the source could not be read.
type Error struct {
	Kind Kind
	// Message is for readers: what happened, what is safe, what to do next.
	Message string
	// Format and Args make up Message where something stands in it, for saying it
	// in another language.
	Format string
	Args   []any
	// RetryAt is when asking again is welcome, in UTC; zero when the source
	// did not say.
	RetryAt time.Time
	// Err is the cause, for the log; it may be nil.
	Err error
}

// Errorf makes an Error whose message has something standing in it; cause may be
// nil.
func Errorf(kind Kind, cause error, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...), Format: format, Args: args, Err: cause}
}

// Error is the message, and the cause in brackets.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + " (" + e.Err.Error() + ")"
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf gives the kind of the Error in err, or "" when there is none, as in
// an err that says that the caller cancelled.
func KindOf(err error) Kind {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
