//go:build !commands && cgo

package start

/*
#cgo LDFLAGS: -framework Cocoa
void offprintListen(void);
*/
import "C"

// opened are the links as macOS hands them over: to a function of C, which has
// nothing but what is global.
var opened = make(chan string, 16)

// links are the links for Offprint that the system hands to a program that runs,
// from before its first window on (Apple, "kAEGetURL").
func links() <-chan string {
	C.offprintListen()
	return opened
}

//export offprintOpened
func offprintOpened(link *C.char) {
	select {
	case opened <- C.GoString(link):
	default: // nobody reads so many
	}
}
