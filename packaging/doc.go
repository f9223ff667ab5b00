// Package packaging holds what surrounds the program: scripts that prepare a machine, build and measure. It has Go in
// it only to test them; the program does not import it.
package packaging
