// Package app is the window: its panes, the way between them, and how long each lives. What a pane shows lives in the
// package of that pane, our own widgets in ui, what the reader can do in action. It keeps no papers and asks no server:
// that is for models and feed.
package app
