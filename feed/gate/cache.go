package gate

import (
	"net/http"
	"slices"
)

// What is kept for asking whether it changed: some weeks of lists.
const (
	mostKept      = 64
	mostKeptBytes = 16 << 20
)

// kept is an answer that can be asked for again by its mark.
type kept struct {
	etag   string
	header http.Header
	body   []byte
}

// cache keeps the answers that were used last.
type cache struct {
	entries map[string]*kept
	order   []string // addresses, the one used last at the end
	bytes   int
}

func (g *Gate) recall(address string) *kept {
	g.mu.Lock()
	defer g.mu.Unlock()
	e := g.kept.entries[address]
	if e != nil {
		g.kept.touch(address)
	}
	return e
}

func (g *Gate) keep(address string, a *Answer) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kept.drop(address)
	etag := a.Header.Get("ETag")
	if etag == "" || len(a.Body) > mostKeptBytes/4 {
		return
	}
	g.kept.entries[address] = &kept{etag: etag, header: a.Header, body: a.Body}
	g.kept.bytes += len(a.Body)
	g.kept.touch(address)
	for len(g.kept.order) > mostKept || g.kept.bytes > mostKeptBytes {
		g.kept.drop(g.kept.order[0])
	}
}

func (c *cache) touch(address string) {
	if i := slices.Index(c.order, address); i >= 0 {
		c.order = slices.Delete(c.order, i, i+1)
	}
	c.order = append(c.order, address)
}

func (c *cache) drop(address string) {
	e := c.entries[address]
	if e == nil {
		return
	}
	delete(c.entries, address)
	c.bytes -= len(e.body)
	if i := slices.Index(c.order, address); i >= 0 {
		c.order = slices.Delete(c.order, i, i+1)
	}
}
