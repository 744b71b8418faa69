/** Programs as users would write them, which travel to the workers. */
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
