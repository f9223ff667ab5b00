package models

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"gorm.io/gorm/schema"
)

// timeFormat is how a time stands in the library: RFC 3339 in UTC, to the
// millisecond and of one length, so that texts sort as times do.
const timeFormat = "2006-01-02T15:04:05.000Z"

func init() { schema.RegisterSerializer("rfc3339", timeText{}) }

// timeText stores time.Time fields as text; the zero time is the empty text.
type timeText struct{}

func (timeText) Scan(ctx context.Context, field *schema.Field, dst reflect.Value, value any) error {
	text, ok := value.(string)
	if !ok && value != nil {
		if raw, isBytes := value.([]byte); isBytes {
			text = string(raw)
		} else {
			return fmt.Errorf("read %s: %T is not a time", field.Name, value)
		}
	}
	t, err := parseTime(text)
	if err != nil {
		return fmt.Errorf("read %s: %w", field.Name, err)
	}
	return field.Set(ctx, dst, t)
}

func (timeText) Value(_ context.Context, field *schema.Field, _ reflect.Value, value any) (any, error) {
	t, ok := value.(time.Time)
	if !ok {
		return nil, fmt.Errorf("write %s: %T is not a time", field.Name, value)
	}
	return timeString(t), nil
}

func timeString(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeFormat)
}

func parseTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, text)
}
