// Package windowtest drives the real program in a real X window, by keys, as a
// reader does, and holds what is kept and what is seen against what was done.
//
// Its tests have the build tag window: they need the program, an X server and
// xdotool, and `make test-window` sees to all three. What can be tested without
// a window is tested in the package that it belongs to.
package windowtest
