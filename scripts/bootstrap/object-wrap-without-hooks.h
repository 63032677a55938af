// Included before everything else when better-sqlite3 is compiled for Node 24 and later.
//
// Since Node 24.19 node::ObjectWrap adds an environment cleanup hook in its constructor and removes it in its
// destructor. The destructor also runs inside garbage collections, where no context is entered; removing a hook then
// fails a CHECK in Node and ends the process (better-sqlite3 12 derives from ObjectWrap; its version 13 does not, but
// TypeORM does not take that yet). Without the hooks ObjectWrap is what it was before: better-sqlite3 closes its
// databases by a hook of its own, which this leaves alone.
#include <node.h>

namespace node {
inline void PhotofinishNoHook(v8::Isolate*, void (*)(void*), void*) {}
}  // namespace node

#define AddEnvironmentCleanupHook PhotofinishNoHook
#define RemoveEnvironmentCleanupHook PhotofinishNoHook
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
