import threading
import time
import unittest

from sluice_lambda_process.places import FRESH_SECONDS, Places


class Tenant:
    def __init__(self):
        self.ended = 0

    def end_process(self):
        self.ended += 1


class AProcess(unittest.TestCase):
    def setUp(self):
        self.places = Places(2)
        self.one, self.two, self.three = Tenant(), Tenant(), Tenant()

    def test_stays_with_its_tenant(self):
        self.places.enter(self.one)
        self.places.leave(self.one, keeps_process=True)
        self.places.enter(self.one)
        self.assertEqual(self.one.ended, 0)

    def test_is_not_started_early_when_there_is_no_room(self):
        self.assertTrue(self.places.enter_if_free(self.one))
        self.assertTrue(self.places.enter_if_free(self.two))
        self.assertFalse(self.places.enter_if_free(self.three))

    def test_that_was_idle_longest_makes_room(self):
        for tenant in (self.one, self.two):
            self.places.enter(tenant)
            self.places.leave(tenant, keeps_process=True)
        time.sleep(FRESH_SECONDS)
        self.places.enter(self.three)
        self.assertEqual((self.one.ended, self.two.ended), (1, 0))

    def test_that_is_busy_makes_others_wait(self):
        self.places.enter(self.one)
        self.places.enter(self.two)
        entered = threading.Event()

        def wait():
            self.places.enter(self.three)
            entered.set()

        threading.Thread(target=wait, daemon=True).start()
        self.assertFalse(entered.wait(0.3))
        self.places.leave(self.two, keeps_process=False)
        self.assertTrue(entered.wait(5))
        self.assertEqual((self.one.ended, self.two.ended), (0, 1))

    def test_of_a_tenant_that_retires_ends_once_it_is_idle(self):
        self.places.enter(self.one)
        self.places.retire(self.one)
        self.assertEqual(self.one.ended, 0)
        self.places.leave(self.one, keeps_process=True)
        self.places.retire(self.one)
        self.places.retire(self.one)
        self.assertEqual(self.one.ended, 1)

    def test_never_exceeds_the_limit(self):
        busy, most, lock = 0, 0, threading.Lock()

        def work():
            nonlocal busy, most
            tenant = Tenant()
            for _ in range(5):
                self.places.enter(tenant)
                with lock:
                    busy += 1
                    most = max(most, busy)
                time.sleep(0.001)
                with lock:
                    busy -= 1
                self.places.leave(tenant, keeps_process=False)

        threads = [threading.Thread(target=work) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(most, 2)
