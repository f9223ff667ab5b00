package models

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
	"sync/atomic"

	sqlite "github.com/glebarez/go-sqlite"
)

// A statement that is on its way to its next row does not end when its context
// does: the driver looks at that between rows only, and a search may look at a
// million rows for one that it gives. So the statements of a search ask for each
// row that they look at whether it is still wanted, with a function of the
// program, and end where it is not.

func init() {
	sqlite.MustRegisterScalarFunction("still_wanted", 2, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		handle, ok := args[0].(int64)
		if !ok {
			return nil, errors.New("still_wanted needs a handle")
		}
		if ctx, ok := wanted.Load(handle); !ok || ctx.(context.Context).Err() != nil {
			return nil, errUnwanted
		}
		return int64(1), nil
	})
}

var (
	errUnwanted = errors.New("no longer wanted")
	// wanted are the contexts of the statements that run, by their handles.
	wanted     sync.Map
	lastWanted atomic.Int64
)

// want makes a condition that holds for each row as long as ctx does, over an
// expression that differs from row to row. Call done after the statement.
func want(ctx context.Context, row string) (c condition, done func()) {
	handle := lastWanted.Add(1)
	wanted.Store(handle, ctx)
	return condition{"still_wanted(?, " + row + ")", []any{handle}}, func() { wanted.Delete(handle) }
}
