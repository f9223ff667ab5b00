package json

import "testing"

// LimitItems sets how large a paper may be in a file, in bytes.
func LimitItems(t *testing.T, bytes int) {
	before := maxItem
	maxItem = bytes
	t.Cleanup(func() { maxItem = before })
}
