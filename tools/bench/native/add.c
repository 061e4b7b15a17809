/*
 * The least that a native call can be: add(i32, i32) in C over plain Node-API, as the peer of our own registration.
 * It checks every status, as an addon that ships has to.
 */
#define NAPI_VERSION 9
#include <node_api.h>
#include <stdint.h>

static napi_value fail(napi_env env) {
  napi_throw_type_error(env, "ARGUMENT_INVALID", "add takes two numbers");
  return NULL;
}

static napi_value add(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int32_t left;
  int32_t right;
  napi_value sum;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok || count < 2) return fail(env);
  if (napi_get_value_int32(env, arguments[0], &left) != napi_ok) return fail(env);
  if (napi_get_value_int32(env, arguments[1], &right) != napi_ok) return fail(env);
  /* Unsigned, because the overflow of a signed addition is undefined. */
  if (napi_create_int32(env, (int32_t)((uint32_t)left + (uint32_t)right), &sum) != napi_ok) return fail(env);
  return sum;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "add", NAPI_AUTO_LENGTH, add, NULL, &function) != napi_ok) return NULL;
  if (napi_set_named_property(env, exports, "add", function) != napi_ok) return NULL;
  return exports;
}
