package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"sync"

	"offprint/feed/gate"
)

// pictureForms are the forms that pictures may have; registered decoders of
// other packages are not used.
var pictureForms = map[string]struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}{
	"image/png":  {png.DecodeConfig, png.Decode},
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
	"image/gif":  {gif.DecodeConfig, gif.Decode},
}

// Image reads the picture at an http or https address: PNG, JPEG or the first
// frame of a GIF, within the client's limits of bytes and pixels. The token is
// not sent. The error is an *Error, or that of ctx when the caller cancelled.
func (c *Client) Image(ctx context.Context, address string) (image.Image, error) {
	img, err := c.image(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("reading the picture %s: %w", clip(address, 200), err)
	}
	return img, nil
}

func (c *Client) image(ctx context.Context, address string) (image.Image, error) {
	clean := link(address)
	u, err := url.Parse(clean)
	if clean == "" || err != nil {
		return nil, &Error{Kind: BadRequest, Message: "The picture has no address on the web, so it is not shown. The paper itself is here."}
	}
	patience := c.limits.Patience
	// A missing picture is not worth a second try: the next look at the paper
	// is one.
	a, err := c.gate.Do(ctx, gate.Request{
		Kind: gate.Pictures, URL: u, Header: c.header("image/png, image/jpeg, image/gif"), HTTP: c.http,
		Limit: c.limits.Picture, Whole: c.limits.Whole, Tries: 1, Patience: &patience,
	})
	if err != nil || a.Status != http.StatusOK {
		failure := c.judge(ctx, u.Host, a, err)
		if e := (*Error)(nil); errors.As(failure, &e) {
			e.Message = "The picture could not be read. The paper itself is here; the picture is asked for again when the paper is looked at."
		}
		return nil, failure
	}
	// What the bytes are counts, not what the header calls them.
	form, known := pictureForms[http.DetectContentType(a.Body)]
	if !known {
		return nil, notAPicture(fmt.Errorf("content is %s", http.DetectContentType(a.Body)))
	}
	config, err := form.config(bytes.NewReader(a.Body))
	if err != nil {
		return nil, notAPicture(err)
	}
	// The picture is unpacked only after its size is known to be bearable.
	if config.Width <= 0 || config.Height <= 0 || config.Width > c.limits.Pixels/config.Height {
		return nil, &Error{Kind: TooLarge, Message: "The picture is too large to be shown. The paper itself is here.", Err: fmt.Errorf("%d × %d pixels", config.Width, config.Height)}
	}
	img, err := c.unpack(a.Body, form.decode)
	if err != nil {
		return nil, notAPicture(err)
	}
	return img, nil
}

// Unpacking is held while a picture is unpacked: one after the other, because
// each takes a processor meanwhile and many times its bytes. Who works on its
// pixels holds it, too.
func (c *Client) Unpacking() sync.Locker { return &c.unpacking }

func (c *Client) unpack(packed []byte, decode func(io.Reader) (image.Image, error)) (image.Image, error) {
	c.unpacking.Lock()
	defer c.unpacking.Unlock()
	return decode(yielding{bytes.NewReader(packed)})
}

// yielding lets others go on at every read, which the decoders of pictures do
// not.
type yielding struct{ from *bytes.Reader }

// Read reads a little.
func (y yielding) Read(p []byte) (int, error) {
	runtime.Gosched()
	return y.from.Read(p[:min(len(p), 4<<10)])
}

func notAPicture(err error) error {
	return &Error{Kind: Malformed, Message: "The picture is damaged or in a form that Offprint does not know, so it is not shown. The paper itself is here.", Err: err}
}
