package seeds

import "context"

func (l *loader) loadHistory(ctx context.Context, opts DemoOptions) error { return nil }
