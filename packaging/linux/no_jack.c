/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands in for the JACK sound server's library. Debian's PortAudio asks for it by name at every start, and takes the
 * sound system of the machine (ALSA, PipeWire, PulseAudio) as soon as it hears that no server answers: that is all
 * that is said here. None of the others is called after that.
 */

#include <stddef.h>

void *jack_client_open(const char *name, int options, int *status, ...)
{
    (void)name;
    (void)options;
    if (status != NULL)
        *status = 0x11; /* JackFailure | JackServerFailed */
    return NULL;
}

int jack_client_name_size(void) { return 64; }

void jack_set_error_function(void (*told)(const char *)) { (void)told; }

#define NEVER_CALLED(name) \
    int name(void) { return -1; }

NEVER_CALLED(jack_activate)
NEVER_CALLED(jack_client_close)
NEVER_CALLED(jack_connect)
NEVER_CALLED(jack_deactivate)
NEVER_CALLED(jack_frame_time)
NEVER_CALLED(jack_get_buffer_size)
NEVER_CALLED(jack_get_client_name)
NEVER_CALLED(jack_get_ports)
NEVER_CALLED(jack_get_sample_rate)
NEVER_CALLED(jack_on_shutdown)
NEVER_CALLED(jack_port_by_name)
NEVER_CALLED(jack_port_connected)
NEVER_CALLED(jack_port_disconnect)
NEVER_CALLED(jack_port_get_buffer)
NEVER_CALLED(jack_port_get_latency)
NEVER_CALLED(jack_port_name)
NEVER_CALLED(jack_port_name_size)
NEVER_CALLED(jack_port_register)
NEVER_CALLED(jack_port_unregister)
NEVER_CALLED(jack_set_process_callback)
NEVER_CALLED(jack_set_sample_rate_callback)
NEVER_CALLED(jack_set_xrun_callback)
