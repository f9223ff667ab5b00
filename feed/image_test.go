package feed_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"offprint/feed"
	"offprint/feed/feedtest"
)

func TestImage(t *testing.T) {
	server := start(t, days(map[string]int{"2026-03-04": 2}))
	client, _ := connect(t, server.URL, nil)
	edition, err := client.Day(t.Context(), "2026-03-04")
	if err != nil {
		t.Fatal(err)
	}
	first, err := client.Image(t.Context(), edition.Papers[0].Thumbnail)
	if err != nil || first.Bounds().Size() != image.Pt(1200, 630) {
		t.Fatalf("thumbnail %v, error %v", first, err)
	}
	for name, c := range map[string]struct {
		fault feedtest.Fault
		kind  feed.Kind
	}{
		"huge":         {feedtest.Fault{Kind: feedtest.HugePicture}, feed.TooLarge},
		"broken":       {feedtest.Fault{Kind: feedtest.BrokenPicture}, feed.Malformed},
		"page":         {feedtest.Fault{Kind: feedtest.SignInPage}, feed.Malformed},
		"vector":       {feedtest.Fault{Kind: feedtest.Body, Body: `<svg xmlns="http://www.w3.org/2000/svg"/>`}, feed.Malformed},
		"empty":        {feedtest.Fault{Kind: feedtest.Body}, feed.Malformed},
		"endless":      {feedtest.Fault{Kind: feedtest.Endless}, feed.TooLarge},
		"unavailable":  {feedtest.Fault{Kind: feedtest.Unavailable}, feed.Unavailable},
		"to a file":    {feedtest.Fault{Kind: feedtest.Redirect, Location: "file:///etc/passwd"}, feed.NotJSON},
		"rate limited": {feedtest.Fault{Kind: feedtest.TooMany, Seconds: 5}, feed.RateLimited},
	} {
		server.ClearFaults()
		server.Fault(c.fault)
		before := len(server.Requests())
		_, err := client.Image(t.Context(), edition.Papers[1].Thumbnail)
		if feed.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, want kind %q", name, err, c.kind)
		}
		if n := len(server.Requests()) - before; n != 1 {
			t.Errorf("%s: %d requests for one picture", name, n)
		}
	}
	for _, address := range []string{"", "file:///etc/passwd", "data:image/png;base64,AA", "/x.png"} {
		if _, err := client.Image(t.Context(), address); feed.KindOf(err) != feed.BadRequest {
			t.Errorf("address %q gave %v", address, err)
		}
	}
}

func TestImageForms(t *testing.T) {
	picture := image.NewPaletted(image.Rect(0, 0, 30, 20), color.Palette{color.Black, color.White})
	var asJPEG, asGIF bytes.Buffer
	if err := jpeg.Encode(&asJPEG, picture, nil); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&asGIF, picture, nil); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"JPEG": asJPEG.String(), "GIF": asGIF.String()} {
		client, _ := connect(t, "", func(cfg *feed.Config) {
			cfg.HTTP = &http.Client{Transport: answerer(func(*http.Request) (int, string) { return 200, data })}
		})
		img, err := client.Image(t.Context(), "https://a.example/"+strings.ToLower(name))
		if err != nil || img.Bounds().Size() != image.Pt(30, 20) {
			t.Errorf("%s: %v, error %v", name, img, err)
		}
		small, _ := connect(t, "", func(cfg *feed.Config) {
			cfg.HTTP = &http.Client{Transport: answerer(func(*http.Request) (int, string) { return 200, data })}
			cfg.Limits.Pixels = 30*20 - 1
		})
		if _, err := small.Image(t.Context(), "https://a.example/x"); feed.KindOf(err) != feed.TooLarge {
			t.Errorf("%s of one pixel too many gave %v", name, err)
		}
	}
}
