//go:build !commands && cgo

#import <Cocoa/Cocoa.h>
#include "_cgo_export.h"

@interface OffprintLinks : NSObject
- (void)get:(NSAppleEventDescriptor *)event reply:(NSAppleEventDescriptor *)reply;
@end

@implementation OffprintLinks
- (void)get:(NSAppleEventDescriptor *)event reply:(NSAppleEventDescriptor *)reply {
	NSString *link = [[event paramDescriptorForKeyword:keyDirectObject] stringValue];
	if (link != nil && [link length] < 2048) {
		offprintOpened((char *)[link UTF8String]);
	}
}
@end

void offprintListen(void) {
	static OffprintLinks *links;
	if (links == nil) {
		links = [[OffprintLinks alloc] init];
		[[NSAppleEventManager sharedAppleEventManager] setEventHandler:links
		                                                   andSelector:@selector(get:reply:)
		                                                 forEventClass:kInternetEventClass
		                                                    andEventID:kAEGetURL];
	}
}
