//go:build !commands && !(darwin && cgo)

package start

// links are the links for Offprint that the system hands to a program that runs.
// Elsewhere than on macOS it starts the program once more.
func links() <-chan string { return nil }
