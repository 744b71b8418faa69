/** Programs of a user. */
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
