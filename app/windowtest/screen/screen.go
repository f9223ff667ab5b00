// Package screen is an X server that shows nothing to anybody, and whose pixels
// a test or a measurement can read: Xvfb. What is started on it, and what should
// be seen there, is for others.
package screen

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// patience is how long the server may take to make its screen.
const patience = 10 * time.Second

// Screen is a running X server.
type Screen struct {
	// Display is its name, for the variable DISPLAY.
	Display string

	server *exec.Cmd
	folder string
	frame  *os.File
	layout layout
}

// Start starts an X server with one screen of that size in pixels, on a display
// that is free; options are further ones of Xvfb(1). Close must be called on it.
func Start(width, height int, options ...string) (*Screen, error) {
	s := &Screen{}
	if err := s.start(width, height, options); err != nil {
		return nil, fmt.Errorf("start an X server: %w", errors.Join(err, s.Close()))
	}
	return s, nil
}

func (s *Screen) start(width, height int, options []string) error {
	var err error
	if s.folder, err = os.MkdirTemp("", "offprint-screen-"); err != nil {
		return err
	}
	ready, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer ready.Close()
	// The server keeps its pixels in a file of that folder (Xvfb(1), -fbdir), and
	// chooses a display that is free and says which when it can be used (Xserver(1),
	// -displayfd).
	s.server = exec.Command("Xvfb", append([]string{"-displayfd", "3", "-fbdir", s.folder, "-nolisten", "tcp", "-noreset",
		"-screen", "0", fmt.Sprintf("%dx%dx24", width, height)}, options...)...)
	s.server.ExtraFiles = []*os.File{tell}
	var said strings.Builder
	s.server.Stderr = &said
	err = s.server.Start()
	_ = tell.Close() // the server has it now
	if err != nil {
		s.server = nil
		return err
	}
	number, err := bufio.NewReader(ready).ReadString('\n')
	if err != nil {
		_ = s.end()
		return fmt.Errorf("it ended at once: %w\n%s", err, said.String())
	}
	s.Display = ":" + strings.TrimSpace(number)
	// It names the display while it still makes the screen.
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if err = s.open(); err == nil || time.Now().After(end) {
			return err
		}
	}
}

// open opens the file of the server's pixels.
func (s *Screen) open() error {
	frame, err := os.Open(filepath.Join(s.folder, "Xvfb_screen0"))
	if err != nil {
		return err
	}
	if s.layout, err = readLayout(frame); err != nil {
		_ = frame.Close() // was only read
		return err
	}
	s.frame = frame
	return nil
}

// end ends the server.
func (s *Screen) end() error {
	server := s.server
	s.server = nil
	if server == nil {
		return nil
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = server.Wait() // how it ends does not matter
	return nil
}

// Close ends the server, and with it every window on it.
func (s *Screen) Close() error {
	errs := []error{s.end()}
	if s.frame != nil {
		errs = append(errs, s.frame.Close())
	}
	if s.folder != "" {
		errs = append(errs, os.RemoveAll(s.folder))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the X server: %w", err)
	}
	return nil
}

// Bounds is the whole screen.
func (s *Screen) Bounds() image.Rectangle { return image.Rect(0, 0, s.layout.width, s.layout.height) }

// Region is what can be seen in a part of the screen now. The image has the
// screen's coordinates.
func (s *Screen) Region(r image.Rectangle) (*image.RGBA, error) {
	r = r.Intersect(s.Bounds())
	seen := image.NewRGBA(r)
	line := make([]byte, r.Dx()*4)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if _, err := s.frame.ReadAt(line, s.layout.pixels+int64(y)*s.layout.stride+int64(r.Min.X)*4); err != nil {
			return nil, fmt.Errorf("read line %d of the screen: %w", y, err)
		}
		into := seen.Pix[seen.PixOffset(r.Min.X, y):]
		for x := 0; x < len(line); x += 4 { // blue, green, red, unused
			into[x], into[x+1], into[x+2], into[x+3] = line[x+2], line[x+1], line[x], 0xFF
		}
	}
	return seen, nil
}

// Save writes what can be seen now as a PNG file.
func (s *Screen) Save(file string) error {
	seen, err := s.Region(s.Bounds())
	if err != nil {
		return err
	}
	out, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("save the screen: %w", err)
	}
	if err := errors.Join(png.Encode(out, seen), out.Close()); err != nil {
		return fmt.Errorf("save the screen as %s: %w", file, err)
	}
	return nil
}

// layout says where the pixels are in the server's file.
type layout struct {
	width, height int
	stride        int64 // bytes from line to line
	pixels        int64 // where the first line begins
}

// readLayout reads the header of a screen's file: numbers of 32 bits, the most
// significant byte first, as in X11/XWDFile.h.
func readLayout(file io.Reader) (layout, error) {
	var h struct {
		HeaderSize, Version, Format, Depth, Width, Height, XOffset, ByteOrder uint32
		BitmapUnit, BitmapOrder, BitmapPad, BitsPerPixel, BytesPerLine        uint32
		Class, Red, Green, Blue, BitsPerRGB, Entries, Colors                  uint32
	}
	if err := binary.Read(file, binary.BigEndian, &h); err != nil {
		return layout{}, fmt.Errorf("read the header of the screen: %w", err)
	}
	const version, colorSize = 7, 12
	if h.Version != version || h.Width == 0 || h.Height == 0 || h.BitsPerPixel != 32 || h.ByteOrder != 0 || h.Red != 0xFF0000 || h.Green != 0xFF00 || h.Blue != 0xFF {
		return layout{}, fmt.Errorf("the screen's pixels have a form that is not known: %+v", h)
	}
	return layout{
		width: int(h.Width), height: int(h.Height), stride: int64(h.BytesPerLine),
		pixels: int64(h.HeaderSize) + colorSize*int64(h.Colors),
	}, nil
}
