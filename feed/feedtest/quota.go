package feedtest

import (
	"fmt"
	"net/http"
	"time"
)

// Quota makes the server count requests of a sort, "api" or "search", and refuse
// those that are too many within a window that begins with the first, as Hugging
// Face does. Its headers then say how many are left; without it every request is
// the first of 500, or of 50.
func Quota(sort string, requests int, window time.Duration) Option {
	return func(h *Handler) { h.quotas[sort] = &quota{requests: requests, window: window} }
}

// quota is an allowance that is counted. The handler's lock guards it.
type quota struct {
	requests int
	window   time.Duration
	used     int
	began    time.Time
}

// allowance is what a request counts against, and how large that is.
func allowance(r *http.Request) (sort string, requests int) {
	if r.URL.Path == "/api/papers/search" {
		return "search", 50
	}
	return "api", 500
}

// count takes a request from its allowance, says in the headers what is left,
// and whether the request was one too many. The handler's lock is held.
func (h *Handler) count(header http.Header, r *http.Request, now time.Time) (refused bool) {
	sort, _ := allowance(r)
	q := h.quotas[sort]
	if q == nil {
		return false
	}
	if now.Sub(q.began) >= q.window {
		q.used, q.began = 0, now
	}
	q.used++
	sayAllowance(header, sort, q.requests, max(0, q.requests-q.used), q.window, q.began.Add(q.window).Sub(now))
	return q.used > q.requests
}

func sayAllowance(header http.Header, sort string, requests, left int, window, reset time.Duration) {
	seconds := int((reset + time.Second - 1) / time.Second)
	header.Set("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, sort, left, seconds))
	header.Set("RateLimit-Policy", fmt.Sprintf(`"fixed window";"%s";q=%d;w=%.0f`, sort, requests, window.Seconds()))
}
