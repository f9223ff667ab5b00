package models

import (
	"errors"
	"fmt"
)

// Code says what kind of trouble an Error is.
type Code int

// The kinds of trouble.
const (
	// Internal is a failure below the library: the disk, the database.
	Internal Code = iota
	// Invalid is something asked for that cannot be: a state, a filter, a tag.
	Invalid
	// NotFound is a paper, tag, note or step that is not in the library.
	NotFound
	// Conflict is a change that something newer stands in the way of.
	Conflict
	// NotALibrary is a file that Offprint did not make.
	NotALibrary
	// TooNew is a library of a newer version of Offprint.
	TooNew
	// Vanished is a library that was there before and is gone.
	Vanished
	// Unusable is a library that is there and cannot be opened or written.
	Unusable
	// Damaged is a library, or a backup, that does not hold what was written
	// into it. Of a library DamageOf says more.
	Damaged
	// Unwritable is a change to a library that is open for reading only.
	Unwritable
)

// Error is trouble with a sentence for the reader. Error() adds the details,
// which are for the log.
type Error struct {
	Code    Code
	Message string // one or two sentences: what happened, what is safe, what to do
	// Format and Args make up Message, for saying it in another language; empty
	// where the message has no fixed text.
	Format string
	Args   []any
	Err    error // the cause, or nil
}

func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + " (" + e.Err.Error() + ")"
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf is the code of the first *Error in err's chain, else Internal.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

func failf(code Code, cause error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Format: format, Args: args, Err: cause}
}
